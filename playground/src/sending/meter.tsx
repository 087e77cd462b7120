// What the query would cost, and what may still be asked for.
import { useSyncExternalStore } from 'react'

import { remaining } from '../fetcher'
import { number } from '../results/format'
import { text } from '../texts'
import type { Priced } from './cost'

/** How much of the meter is filled, in per cent. */
function share(cost: number, limit: number): number {
  return Math.min(100, Math.ceil((100 * cost) / Math.max(1, limit)))
}

/** The largest number that the server tells: it costs that or more. */
function amount(cost: number): string {
  return cost >= Number.MAX_SAFE_INTEGER ? text('cost-endless') : number(cost)
}

function Cost({ cost, limit, isOld }: { cost: number; limit: number; isOld: boolean }) {
  const isOver = cost > limit
  const told = text(isOver ? 'cost-over' : 'cost-of', { cost: amount(cost), limit: number(limit) })
  return (
    <div className="cost" data-cost={cost} data-over={isOver} aria-busy={isOld}>
      <div
        className="cost-meter"
        role="meter"
        aria-label={text('cost')}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(cost, limit)}
        aria-valuetext={told}
      >
        <span style={{ width: `${share(cost, limit)}%` }} />
      </div>
      <span aria-hidden="true">{told}</span>
    </div>
  )
}

/** What the last answer left. */
function Left() {
  const left = useSyncExternalStore(remaining.subscribe, remaining.value)
  if (!left) return null
  const key = left.seconds ? 'cost-left-until' : 'cost-left'
  return (
    <p className="cost-left" data-left={left.cost}>
      {text(key, { left: number(left.cost), seconds: left.seconds ?? 0 })}
    </p>
  )
}

export function Meter({ priced, isOld }: { priced: Priced | undefined; isOld: boolean }) {
  const { cost, limit } = priced ?? {}
  const isKnown = cost !== undefined && limit !== undefined
  return (
    <div className="sending-bar">
      {isKnown ? <Cost cost={cost} limit={limit} isOld={isOld} /> : <p className="cost">{text('cost-unknown')}</p>}
      <Left />
      <p className="for-readers" role="status">
        {isKnown && !isOld && cost > limit && text('cost-over', { cost: amount(cost), limit: number(limit) })}
      </p>
    </div>
  )
}
