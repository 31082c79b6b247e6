// Which program a configuration is of is read off what it says.
import { describe, expect, it } from 'vitest'
import { openConfiguration } from '../../../../src-main/training/import/open-configuration.ts'

describe('a configuration', () => {
  it.each([
    ['recipe', '{ "base": "b.safetensors", "data": { "folder": "p" } }'],
    ['recipe', '\n  {}'],
    ['kohya', 'network_dim = 8\nnetwork_module = "networks.lora"\n'],
    ['kohya', '{ "LoRA_type": "Standard", "network_dim": 8 }'],
    ['onetrainer', '{ "training_method": "LORA", "base_model_name": "b.safetensors" }'],
  ])('is known as %s', (form, text) => {
    expect(openConfiguration(text).form).toBe(form)
  })

  it('of our own is handed on as it is, faults and all', () => {
    const opened = openConfiguration('{ "base": 3, "nonsense": true }')
    expect(opened).toEqual({
      form: 'recipe',
      recipe: { base: 3, nonsense: true },
      missing: [],
      notCarried: [],
    })
  })

  it('of another trainer becomes a recipe', () => {
    const { recipe, missing } = openConfiguration(
      'network_dim = 8\nmax_train_steps = 30\npretrained_model_name_or_path = "b.safetensors"\n',
    )
    expect(recipe).toMatchObject({ base: 'b.safetensors', steps: 30, adapter: { rank: 8 } })
    expect(missing).toEqual(['data.folder'])
  })

  it.each(['{ "base": ', '{]', 'just words', '[1, 2'])('that is something else is refused: %s', (text) => {
    expect(() => openConfiguration(text)).toThrow(
      expect.objectContaining({ code: 'import/not-a-configuration' }),
    )
  })
})
