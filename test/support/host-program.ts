// A host as a process of its own, to be killed: `node host-program.ts DATA_FOLDER`, spoken to over its channel.
import { createFakeEngine } from './fake-engine.ts'
import { startTestApp } from './test-app.ts'

const studio = await startTestApp(process.argv[2] ?? '', { engine: createFakeEngine({ stepMs: 20 }) })
studio.app.announce('http://127.0.0.1:4000/?token=t')
process.on('message', (prompts: string[]) => {
  const jobs = prompts.map((prompt) => studio.app.studio.jobs.submit(studio.request({ prompt, steps: 500 })))
  const look = setInterval(() => {
    if (studio.app.studio.jobs.preview(jobs[0]?.id ?? '') === null) return
    clearInterval(look)
    process.send?.({ jobIds: jobs.map(({ id }) => id) })
  }, 5)
})
process.send?.({ ready: true })
