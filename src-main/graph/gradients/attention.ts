// The gradient of attention: probabilities are computed again, per run of queries, so that few of them live at once.
import { invariant } from '../../base/errors.ts'
import type { GraphBuilder } from '../builder.ts'
import type { Dim } from '../dim.ts'
import type { Value } from '../ir.ts'
import { single } from './rule.ts'

/** Most scores (heads · queries · keys of one image) that are held at once: 16 MB of float32, about four times over. */
const scoresAtOnce = 4 * 2 ** 20

/** How many runs the queries are cut into; 1 where a length is only known when the program runs. */
export function queryRuns(queries: Dim | undefined, keys: Dim | undefined, heads: number): number {
  if (typeof queries !== 'number' || typeof keys !== 'number') return 1
  const wanted = Math.ceil((heads * queries * keys) / scoresAtOnce)
  for (let runs = wanted; runs < queries; runs++) if (queries % runs === 0) return runs
  return Math.max(1, Math.min(wanted, queries))
}

export const attentionGradient = {
  attention: single<'attention'>((g, dy, [query, key, value], _, { heads, causal }) => {
    const scale = g.scalar(1 / Math.sqrt(Number(query!.shape[2]) / heads))
    const q = g.mul(perHead(g, query!, heads), scale)
    const [k, v, dOut] = [perHead(g, key!, heads), perHead(g, value!, heads), perHead(g, dy, heads)]
    const [queries, keys] = [query!.shape[1], key!.shape[1]]
    const runs = causal ? 1 : queryRuns(queries, keys, heads)
    const size = runs === 1 ? 0 : Number(queries) / runs
    const mask = causal ? causalMask(g, queries) : null
    let before: Run | null = null
    const rows: Value[] = []
    for (let index = 0; index < runs; index++) {
      const cut = (x: Value): Value =>
        after(g, runs === 1 ? x : g.slice(x, 2, index * size, (index + 1) * size), before)
      const run = oneRun(g, cut(q), k, v, cut(dOut), mask)
      rows.push(run.dq)
      before = before ? { dq: run.dq, dk: g.add(before.dk, run.dk), dv: g.add(before.dv, run.dv) } : run
    }
    const { dk, dv } = before!
    return [
      joinHeads(g, g.mul(g.concat(rows, 2), scale), query!.shape),
      joinHeads(g, dk, key!.shape),
      joinHeads(g, dv, value!.shape),
    ]
  }),
}

type Run = { readonly dq: Value; readonly dk: Value; readonly dv: Value }

/**
 * x, but only once a run is done: it reads one token of each result, times 0. Without this a runtime starts all runs
 * before it ends one, and keeps all their scores.
 */
function after(g: GraphBuilder, x: Value, run: Run | null): Value {
  if (!run) return x
  const tokens = [run.dq, run.dk, run.dv].map((value) => g.slice(value, 2, 0, 1))
  const sum = tokens.reduce((a, b) => g.add(a, b))
  return g.add(x, g.mul(sum, g.scalar(0)))
}

/** Of P·V with P = softmax(q·kᵀ), all [batch, heads, tokens, width]. */
function oneRun(g: GraphBuilder, q: Value, k: Value, v: Value, dOut: Value, mask: Value | null): Run {
  const scores = g.matMul(q, g.transpose(k, [0, 1, 3, 2]))
  const p = g.softmax(mask ? g.add(scores, mask) : scores, 3)
  const dP = g.matMul(dOut, g.transpose(v, [0, 1, 3, 2]))
  const dScores = g.mul(p, g.sub(dP, g.reduceSum(g.mul(dP, p), [3], true)))
  return {
    dq: g.matMul(dScores, k),
    dk: g.matMul(g.transpose(dScores, [0, 1, 3, 2]), q),
    dv: g.matMul(g.transpose(p, [0, 1, 3, 2]), dOut),
  }
}

function perHead(g: GraphBuilder, x: Value, heads: number): Value {
  const [batch = 1, tokens = 1, width = 1] = x.shape
  return g.transpose(g.reshape(x, [batch, tokens, heads, Number(width) / heads]), [0, 2, 1, 3])
}

function joinHeads(g: GraphBuilder, x: Value, shape: readonly Dim[]): Value {
  return g.reshape(g.transpose(x, [0, 2, 1, 3]), shape)
}

/** [S, S]: 0 where a query may look, far below any score at later tokens. */
function causalMask(g: GraphBuilder, tokens: Dim | undefined): Value {
  invariant(typeof tokens === 'number', 'the gradient of causal attention needs known sizes')
  const mask = Float32Array.from({ length: tokens * tokens }, (_, index) =>
    index % tokens > Math.floor(index / tokens) ? -1e30 : 0,
  )
  return g.constant(mask, [tokens, tokens])
}
