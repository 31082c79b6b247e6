// A host as a process of its own that makes a large picture: `node write-pictures.ts DATA_FOLDER PICTURES_FOLDER`.
import { createFakeEngine } from '../fake-engine.ts'
import { startTestApp } from '../test-app.ts'

const [dataFolder = '', picturesFolder = ''] = process.argv.slice(2)
const studio = await startTestApp(dataFolder, { picturesFolder, engine: createFakeEngine({ noisy: true }) })
studio.app.studio.jobs.submit(studio.request({ width: 4096, height: 4096, steps: 1 }))
