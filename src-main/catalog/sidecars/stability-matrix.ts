// StabilityMatrix's `name.cm-info.json` (LykosAI/StabilityMatrix, StabilityMatrix.Core/Models/ConnectedModelInfo.cs).
import { civitaiIds, member, plainText, sha256, text, texts, truth, type SaidBySidecar } from './said.ts'

export function saidByStabilityMatrix(value: unknown): SaidBySidecar {
  const [name, version] = [text(member(value, 'ModelName')), text(member(value, 'VersionName'))]
  const own = text(member(value, 'UserTitle'))
  return {
    title: own ?? (name !== null && version !== null ? `${name} ${version}` : (name ?? version)),
    description:
      plainText(member(value, 'ModelDescription')) ?? plainText(member(value, 'VersionDescription')),
    tags: texts(member(value, 'Tags')),
    nsfw: truth(member(value, 'Nsfw')),
    civitai: civitaiIds(member(value, 'ModelId'), member(value, 'VersionId')),
    sha256: sha256(member(member(value, 'Hashes'), 'SHA256')),
    base: text(member(value, 'BaseModel')),
    trainedWords: texts(member(value, 'TrainedWords')),
  }
}
