// The time is passed in, never read where it is used: a test decides what day it is.

export interface Clock {
  now(): Date
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is told otherwise. */
export class TestClock implements Clock {
  #at: number

  /** @param at an instant, such as `2026-11-24T09:00:00+08:00` */
  constructor(at: Date | string) {
    this.#at = instant(at)
  }

  now(): Date {
    return new Date(this.#at)
  }

  /** Moves to an instant, forwards or back. */
  set(at: Date | string): void {
    this.#at = instant(at)
  }

  /** Moves on by the sum of the parts given. */
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number }): void {
    const hours = (by.days ?? 0) * 24 + (by.hours ?? 0)
    const seconds = (hours * 60 + (by.minutes ?? 0)) * 60 + (by.seconds ?? 0)
    this.#at = instant(new Date(this.#at + seconds * 1000 + (by.ms ?? 0)))
  }
}

function instant(at: Date | string): number {
  // Without an offset a string would mean the time zone of whatever machine runs the test.
  if (typeof at === 'string' && !/(Z|[+-]\d{2}:\d{2})$/.test(at)) throw new RangeError(`no offset: ${at}`)
  const ms = new Date(at).getTime()
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${String(at)}`)
  return ms
}
