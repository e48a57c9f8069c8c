import { buildApps } from '../src/kernel/build.ts'

/** The browser is shown what a user gets: the built apps. */
export default async function setup() {
  await buildApps({ force: false, log: () => {} })
}
