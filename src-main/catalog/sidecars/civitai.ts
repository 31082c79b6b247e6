// A model version as Civitai's interface answers it: `name.civitai.info`, and a part of what Lora Manager writes.
import { civitaiIds, member, plainText, sha256, text, texts, truth, type SaidBySidecar } from './said.ts'

export function saidByCivitai(value: unknown): SaidBySidecar {
  const model = member(value, 'model')
  const [name, version] = [text(member(model, 'name')), text(member(value, 'name'))]
  const files = member(value, 'files')
  const file: unknown = Array.isArray(files) ? files[0] : undefined
  return {
    title: name !== null && version !== null ? `${name} ${version}` : (name ?? version),
    description: plainText(member(model, 'description')) ?? plainText(member(value, 'description')),
    tags: [...texts(member(model, 'tags')), ...texts(member(value, 'tags'))],
    nsfw: truth(member(model, 'nsfw')) ?? truth(member(value, 'nsfw')),
    civitai: civitaiIds(member(value, 'modelId') ?? member(model, 'id'), member(value, 'id')),
    // Of several files nothing says which one lies here.
    sha256:
      Array.isArray(files) && files.length === 1 ? sha256(member(member(file, 'hashes'), 'SHA256')) : null,
    base: text(member(value, 'baseModel')),
    trainedWords: texts(member(value, 'trainedWords')),
  }
}
