/** Which door a route belongs to: it decides about keys and which rate limit counts. */
export type Surface = 'trading' | 'data' | 'admin'
