// The engine process.
import { createWorkshop } from '../../engine/workshop.ts'
import { serveEngine } from './serve-engine.ts'

serveEngine(createWorkshop())
