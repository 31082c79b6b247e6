// The prompts of a picture as one of our profiles reads them, whoever weighed their words, and what they cannot say there.
import { limits, type Profile } from '../../contract/generation.ts'
import type { PromptSyntax, SaidSettings } from '../../contract/said-settings.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { compelOperator, parseCompelWeights } from '../../text/compel-weights.ts'
import type { TextFragment } from '../../text/fragments.ts'
import { parseNovelWeights } from '../../text/novel-weights.ts'
import { writeAttention, writeComfyWeights } from '../../text/written-weights.ts'

export type OurPrompts = {
  readonly profile: Profile
  readonly prompt: string
  readonly negativePrompt: string
  readonly left: readonly Remark[]
}

type Translation = { readonly prompt: string; readonly left: readonly Remark[] }
type Way = { readonly profile: Profile; readonly translate: (prompt: string) => Translation }

const asWritten = (prompt: string): Translation => ({ prompt, left: [] })

const ways: Readonly<Record<PromptSyntax, Way>> = {
  a1111: { profile: 'a1111', translate: asWritten },
  comfyui: { profile: 'comfyui', translate: asWritten },
  // Weights above 1 are applied as ComfyUI applies them: from the encoding of nothing through that of the words.
  compel: { profile: 'comfyui', translate: fromCompel },
  novelai: { profile: 'a1111', translate: fromNovel },
}

/** A prompt that is too long to be kept stays as it is. */
export function ourPrompts({ syntax, prompt, negativePrompt }: SaidSettings): OurPrompts {
  const { profile, translate } = ways[syntax]
  const [wanted, unwanted] = [prompt, negativePrompt].map((text) =>
    text.length > limits.promptLength ? asWritten(text) : translate(text),
  ) as [Translation, Translation]
  const left = [...wanted.left, ...unwanted.left].filter(
    (one, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
  )
  return { profile, prompt: wanted.prompt, negativePrompt: unwanted.prompt, left }
}

function fromCompel(prompt: string): Translation {
  const operator = compelOperator(prompt)
  if (operator !== null)
    return {
      prompt: writeComfyWeights([{ kind: 'text', text: prompt, weight: 1 }]),
      left: [remark('picture-settings/prompt-as-words', { program: 'InvokeAI', sign: `${operator}()` })],
    }
  const fragments = parseCompelWeights(prompt)
  const weakens = fragments.some(({ weight }) => weight < 1)
  return {
    prompt: writeComfyWeights(fragments),
    left: weakens ? [remark('picture-settings/weaker-words', { program: 'InvokeAI' })] : [],
  }
}

function fromNovel(prompt: string): Translation {
  const fragments: readonly TextFragment[] = parseNovelWeights(prompt)
  const mixes = prompt.includes('|')
  return {
    prompt: writeAttention(fragments),
    left: mixes ? [remark('picture-settings/prompt-as-words', { program: 'NovelAI', sign: '|' })] : [],
  }
}
