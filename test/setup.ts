import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/kernel/migrate.ts'
import { Jobs } from '../src/kernel/job.ts'
import { openPool } from '../src/kernel/pool.ts'
import { startPostgres } from '../src/kernel/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's maintenance database; test worlds are copies of database `template_hall`. */
    databaseUrl: string
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that each world is copied from. */
export default async function setup(project: TestProject) {
  const dir = mkdtempSync(path.join(tmpdir(), 'unionhall-test-'))
  const server = await startPostgres(dir, () => {})
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`create database template_hall`)
  await admin.end()
  const url = new URL(server.url)
  url.pathname = '/template_hall'
  const pool = openPool({ connectionString: url.href })
  await migrate(pool, new URL('../migrations/', import.meta.url))
  const jobs = new Jobs(pool, () => {}, false)
  await jobs.start(null)
  await jobs.stop()
  await pool.end()
  project.provide('databaseUrl', server.url)
  return async () => {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
