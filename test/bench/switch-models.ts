// What a process holds after switching six times between two copies of the demo
// model, parameters as constants and as inputs.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineEnvironment } from '../../src-main/shells/server/engine-environment.ts'
import { spread } from './statistics.ts'

const runs = 5
const demo = join(import.meta.dirname, '../../models/emoji-diffusion-128.safetensors')
const script = join(import.meta.dirname, '../support/children/switch-models.ts')
const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
try {
  const paths = ['a', 'b'].map((name) => join(folder, `${name}.safetensors`))
  for (const path of paths) copyFileSync(demo, path)
  for (const resident of ['constants', 'inputs']) {
    const grown: number[] = []
    for (let run = 0; run < runs; run++) {
      const args = ['--expose-gc', script, resident, '7', ...paths]
      const { stdout } = spawnSync(process.execPath, args, {
        env: engineEnvironment(process.env),
        encoding: 'utf8',
      })
      const { held } = JSON.parse(stdout) as { held: number[] }
      grown.push((held.at(-1)! - held[0]!) / 1e6)
    }
    process.stdout.write(`${resident}: ${spread(grown, 1)} MB more after six switches; at most 20\n`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
