import { defineNetwork, type NetworkContext } from 'openbell'

type Tensor2D = ReturnType<NetworkContext['tf']['tensor2d']>
type Tensor3D = ReturnType<NetworkContext['tf']['tensor3d']>

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997) over the rows of the input, then attention of several heads (Vaswani et al., 2017)
 * from its last state to all of them, then one layer that tells every step of the horizon at once.
 * Try: openbell forecast SIMALL --model custom:strategies/networks/lstm-attention.ts
 */
export default defineNetwork({
  name: 'lstm-attention',
  summary: 'Two layers of LSTM, attention of eight heads from the last state to all states, one layer for all steps.',
  steps: 150,
  batch: 32,
  learningRate: 0.001,
  settings: { hidden: 256, layers: 2, heads: 8, dropout: 0.1 },

  build({ tf, input, horizon, settings, variable, dropout }) {
    const { hidden, layers, heads, dropout: rate } = settings as Record<string, number>
    const gates = Array.from({ length: layers }, (_, layer) => {
      const from = layer === 0 ? 1 : hidden
      const name = `lstm${layer + 1}`
      return {
        inputs: variable(`${name}/inputs`, [from, 4 * hidden], 'glorot'),
        states: variable(`${name}/states`, [hidden, 4 * hidden], 'glorot'),
        bias: variable(`${name}/bias`, [4 * hidden], 'zeros'),
      }
    })
    const [query, key, value] = ['query', 'key', 'value'].map((name) => variable(`attention/${name}`, [hidden, hidden], 'glorot'))
    const mix = variable('attention/mix', [hidden, hidden], 'glorot')
    const head = variable('forecast/weights', [2 * hidden, horizon], 'zeros')
    const bias = variable('forecast/bias', [horizon], 'zeros')

    /** One layer over all rows: `[windows, from]` for each row in, `[windows, hidden]` for each row out. */
    const lstm = (rows: Tensor2D[], { inputs, states, bias: offset }: (typeof gates)[number]) => {
      const windows = rows[0].shape[0]
      // What the rows bring is one product for all of them; only the states wait for each other.
      const brought = tf.split(tf.add(tf.matMul(tf.concat(rows, 0), inputs), offset), rows.length, 0)
      let state = tf.zeros([windows, hidden])
      let cell = tf.zeros([windows, hidden])
      return brought.map((row) => {
        const [enter, forget, leave, fresh] = tf.split(tf.add(row, tf.matMul(state, states)), 4, 1)
        // A forget gate that starts open remembers from the first step on.
        const kept = tf.mul(tf.sigmoid(tf.add(forget, 1)), cell)
        cell = tf.add(kept, tf.mul(tf.sigmoid(enter), tf.tanh(fresh)))
        state = tf.mul(tf.sigmoid(leave), tf.tanh(cell))
        return state as Tensor2D
      })
    }

    /** `[windows, rows, hidden]` as `[windows, heads, rows, hidden / heads]`. */
    const byHead = (x: Tensor3D) => {
      const [windows, rows] = x.shape
      return tf.transpose(tf.reshape(x, [windows, rows, heads, hidden / heads]), [0, 2, 1, 3])
    }

    /** The states that matter for the last one: a weighted mean of all, by head. */
    const attend = (states: Tensor2D[]) => {
      const windows = states[0].shape[0]
      const all = tf.concat(
        states.map((state) => tf.reshape(state, [windows, 1, hidden]) as Tensor3D),
        1,
      )
      const flat = tf.reshape(all, [windows * input, hidden])
      const project = (weights: typeof query) => byHead(tf.reshape(tf.matMul(flat, weights), [windows, input, hidden]))
      const last = states[states.length - 1]
      const asked = byHead(tf.reshape(tf.matMul(last, query), [windows, 1, hidden]))
      const scores = tf.mul(tf.sum(tf.mul(project(key), asked), -1), 1 / Math.sqrt(hidden / heads))
      const weights = tf.reshape(tf.softmax(scores), [windows, heads, input, 1])
      const seen = tf.reshape(tf.sum(tf.mul(project(value), weights), 2), [windows, hidden])
      return tf.matMul(seen, mix) as Tensor2D
    }

    return (x) => {
      const drop = (y: Tensor2D) => dropout(y, rate)
      let rows = tf.split(x, input, 1) as Tensor2D[]
      for (const layer of gates) rows = lstm(rows, layer).map(drop)
      const last = rows[rows.length - 1]
      const both = tf.concat([last, drop(attend(rows))], 1) as Tensor2D
      return tf.add(tf.matMul(both, head), bias) as Tensor2D
    }
  },
})
