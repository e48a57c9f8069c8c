// Runs as a thread of its own: reads the text it is started with and answers with the page.
import { parentPort, workerData } from 'node:worker_threads'
import { readPage } from './index.ts'

parentPort!.postMessage(readPage(workerData as string))
