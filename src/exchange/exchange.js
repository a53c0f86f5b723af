export { createExchange } from './create.js';
