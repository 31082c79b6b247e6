// Adapter files: those that are refused, those that act only in part, and what is peculiar about them.
import { choice, entry, named, type AnyRemark } from './entry.ts'
import { allOf } from './format.ts'

const damaged = {
  en: 'The file is damaged: download it again, or remove it from the stack.',
  ja: 'ファイルが壊れています。もう一度ダウンロードするか、スタックから外してください。',
}
const diverged = {
  en: 'Its training diverged or the file is damaged: remove it from the stack.',
  ja: '学習が発散したか、ファイルが壊れています。スタックから外してください。',
}
const convertOrBake = {
  en: 'Convert it to kohya’s names, bake it into a checkpoint, or resize it to a LoRA first.',
  ja: 'kohya の名前に変換する、チェックポイントに焼き込む、または先に LoRA へ縮小してください。',
}
const uses = {
  en: (known: readonly string[]) => `Lamina uses adapters of ${allOf(known, 'en')}.`,
  ja: (known: readonly string[]) => `Lamina で使えるのは ${allOf(known, 'ja')} のアダプターです。`,
}

/** Files that change pictures in other ways, as they follow "This is". */
const tools = {
  'control-lora': 'a Control-LoRA',
  'controlnet-lllite': 'a ControlNet-LLLite',
  controlnet: 'a ControlNet',
  'ip-adapter': 'an IP-Adapter',
  'motion-module': 'a motion module (AnimateDiff)',
  'custom-diffusion': 'a Custom Diffusion file',
  't2i-adapter': 'a T2I adapter',
}
export type AdapterTool = keyof typeof tools
const toolsJa: Readonly<Record<AdapterTool, string>> = {
  'control-lora': 'Control-LoRA',
  'controlnet-lllite': 'ControlNet-LLLite',
  controlnet: 'ControlNet',
  'ip-adapter': 'IP-Adapter',
  'motion-module': 'モーションモジュール（AnimateDiff）',
  'custom-diffusion': 'Custom Diffusion のファイル',
  't2i-adapter': 'T2I アダプター',
}

/** Models whose adapters are known by their names, as they follow "trained for". */
const models = {
  flux: 'Flux',
  sd3: 'Stable Diffusion 3',
  chroma: 'Chroma',
  auraflow: 'AuraFlow',
  wan: 'a Wan video model',
  dit: 'a diffusion transformer',
  cascade: 'Stable Cascade',
  refiner: 'the SDXL refiner',
}
export type ForeignModel = keyof typeof models
const modelsJa: Readonly<Record<ForeignModel, string>> = {
  flux: 'Flux',
  sd3: 'Stable Diffusion 3',
  chroma: 'Chroma',
  auraflow: 'AuraFlow',
  wan: 'Wan（動画モデル）',
  dit: '拡散トランスフォーマー',
  cascade: 'Stable Cascade',
  refiner: 'SDXL のリファイナー',
}

const languageModels = {
  gpt2: 'GPT-2',
  bloom: 'BLOOM or Falcon',
  gptj: 'GPT-J',
  neox: 'GPT-NeoX',
  chatglm: 'ChatGLM',
  llama: 'LLaMA, Qwen, Mistral or a relative',
  opt: 'OPT or BART',
  bert: 'BERT or a relative',
  t5: 'T5',
  other: 'a text transformer',
}
export type LanguageModel = keyof typeof languageModels
const languageModelsJa: Readonly<Record<LanguageModel, string>> = {
  gpt2: 'GPT-2',
  bloom: 'BLOOM または Falcon',
  gptj: 'GPT-J',
  neox: 'GPT-NeoX',
  chatglm: 'ChatGLM',
  llama: 'LLaMA、Qwen、Mistral など',
  opt: 'OPT または BART',
  bert: 'BERT など',
  t5: 'T5',
  other: 'テキストのトランスフォーマー',
}

const sides = { outputs: 'outputs', inputs: 'inputs' }
export type Side = keyof typeof sides
const sidesJa: Readonly<Record<Side, string>> = { outputs: '出力', inputs: '入力' }

const known = ['SD 1.x', 'SD 2.x', 'SDXL']
const because: AnyRemark = { code: 'unmatched/no-such-module', facts: {} }

export const adapter = {
  'adapter/tool': entry({
    facts: { what: choice<AdapterTool>('ip-adapter'), known },
    en: ({ what, known }) => ({
      message: `This is ${named(tools, what)}, which Lamina does not use.`,
      hint: uses.en(known),
    }),
    ja: ({ what, known }) => ({
      message: `これは ${named(toolsJa, what)} で、Lamina では使えません。`,
      hint: uses.ja(known),
    }),
  }),
  'adapter/hypernetwork': entry({
    en: {
      message: 'This is a hypernetwork, which Lamina does not use.',
      hint: 'Look for a LoRA of the same subject.',
    },
    ja: {
      message: 'これはハイパーネットワークで、Lamina では使えません。',
      hint: '同じ題材の LoRA を探してください。',
    },
  }),
  'adapter/peft-rotation': entry({
    en: {
      message: 'This is an orthogonal fine-tuning adapter in PEFT’s own format, which Lamina does not read.',
      hint: 'Convert it with LyCORIS.',
    },
    ja: {
      message: 'これは PEFT 独自形式の直交ファインチューニング（OFT）で、Lamina では読めません。',
      hint: 'LyCORIS で変換してください。',
    },
  }),
  'adapter/is-an-embedding': entry({
    en: {
      message: 'This is a textual inversion embedding, not an adapter.',
      hint: 'Put it into the embeddings folder and write its name in the prompt.',
    },
    ja: {
      message: 'これは textual inversion の埋め込みで、アダプターではありません。',
      hint: 'embeddings フォルダーに置き、プロンプトに名前を書いてください。',
    },
  }),
  'adapter/whole-weights': entry({
    en: {
      message: 'This file holds whole weights: it is a checkpoint or a part of one, not an adapter.',
      hint: 'Use it as a checkpoint, or extract an adapter from it.',
    },
    ja: {
      message:
        'このファイルには重みがそのまま入っています。アダプターではなく、チェックポイントかその一部です。',
      hint: 'チェックポイントとして使うか、アダプターを抽出してください。',
    },
  }),
  'adapter/no-tensors': entry({
    facts: { known },
    en: ({ known }) => ({ message: 'This file holds no tensors.', hint: uses.en(known) }),
    ja: ({ known }) => ({ message: 'このファイルにはテンソルがありません。', hint: uses.ja(known) }),
  }),
  'adapter/not-an-adapter': entry({
    facts: { count: 12, first: 'conv_in.weight', known },
    en: ({ count, first, known }) => ({
      message: `This file holds no factors of an adapter (the first of its ${count} tensors is "${first}").`,
      hint: uses.en(known),
    }),
    ja: ({ count, first, known }) => ({
      message: `このファイルにはアダプターの係数がありません（${count} 個のテンソルの最初は「${first}」です）。`,
      hint: uses.ja(known),
    }),
  }),
  'adapter/foreign-model': entry({
    facts: { model: choice<ForeignModel>('flux'), known },
    en: ({ model, known }) => ({
      message: `This adapter was trained for ${named(models, model)}.`,
      hint: uses.en(known),
    }),
    ja: ({ model, known }) => ({
      message: `このアダプターは ${named(modelsJa, model)} 用に学習されています。`,
      hint: uses.ja(known),
    }),
  }),
  'adapter/unknown-model': entry({
    facts: { said: 'lumina2', known },
    en: ({ said, known }) => ({
      message: `This adapter was trained for another model ("${said}").`,
      hint: uses.en(known),
    }),
    ja: ({ said, known }) => ({
      message: `このアダプターは別のモデル（「${said}」）用に学習されています。`,
      hint: uses.ja(known),
    }),
  }),
  'adapter/language-model': entry({
    facts: { model: choice<LanguageModel>('llama'), known },
    en: ({ model, known }) => ({
      message: `This adapter was trained for a language model (${named(languageModels, model)}), not for pictures.`,
      hint: uses.en(known),
    }),
    ja: ({ model, known }) => ({
      message: `このアダプターは画像ではなく言語モデル（${named(languageModelsJa, model)}）用に学習されています。`,
      hint: uses.ja(known),
    }),
  }),
  'adapter/wrong-architecture': entry({
    facts: { name: 'ink', madeFor: 'SDXL', base: 'SD 1.x' },
    en: ({ name, madeFor, base }) => ({
      message: `The adapter "${name}" is for ${madeFor}; the checkpoint is ${base}.`,
      hint: `Choose a checkpoint of ${madeFor}, or remove the adapter from the stack.`,
    }),
    ja: ({ name, madeFor, base }) => ({
      message: `アダプター「${name}」は ${madeFor} 用ですが、チェックポイントは ${base} です。`,
      hint: `${madeFor} のチェックポイントを選ぶか、アダプターをスタックから外してください。`,
    }),
  }),
  'adapter/no-match': entry({
    facts: { name: 'ink', base: 'SD 1.x', modules: 192 },
    en: ({ name, base, modules }) => ({
      message: `The adapter "${name}" changes nothing in this checkpoint (${base}): none of its ${modules} modules fits.`,
      hint: 'Choose the checkpoint it was made for, or remove the adapter from the stack.',
    }),
    ja: ({ name, base, modules }) => ({
      message: `アダプター「${name}」はこのチェックポイント（${base}）では働きません。${modules} 個の層のどれも合いません。`,
      hint: '本来のチェックポイントを選ぶか、アダプターをスタックから外してください。',
    }),
  }),
  'adapter/no-match-because': entry({
    facts: { name: 'ink', base: 'SD 1.x', first: 'lora_unet_conv_in', because },
    en: ({ name, base, first, because }, quote) => ({
      message: `The adapter "${name}" changes nothing in this checkpoint (${base}); "${first}": ${quote(because).message}.`,
      hint: 'Choose the checkpoint it was made for, or remove the adapter from the stack.',
    }),
    ja: ({ name, base, first, because }, quote) => ({
      message: `アダプター「${name}」はこのチェックポイント（${base}）では働きません。「${first}」: ${quote(because).message}。`,
      hint: '本来のチェックポイントを選ぶか、アダプターをスタックから外してください。',
    }),
  }),
  'adapter/missing': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The file of the adapter "${name}" was not found.`,
      hint: 'Put it back, switch the adapter off, or remove it from the stack.',
    }),
    ja: ({ name }) => ({
      message: `アダプター「${name}」のファイルが見つかりません。`,
      hint: 'ファイルを元に戻すか、アダプターをオフにするか、スタックから外してください。',
    }),
  }),
  'adapter/not-found': entry({
    en: {
      message: 'This adapter is not in the library.',
      hint: 'Choose another adapter, or put its file back into a model folder.',
    },
    ja: {
      message: 'このアダプターはライブラリーにありません。',
      hint: '別のアダプターを選ぶか、ファイルをモデルのフォルダーに戻してください。',
    },
  }),
  'adapter/factor-too-large': entry({
    facts: { name: 'lora_unet_conv_in.lora_up.weight' },
    en: ({ name }) => ({
      message: `"${name}" is larger than any network's weight.`,
      hint: 'It was made to waste memory: do not use it.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」は、どのネットワークの重みよりも大きいものです。`,
      hint: 'メモリーを浪費させるために作られています。使わないでください。',
    }),
  }),
  'adapter/unusable': entry({
    facts: { name: 'ink', why: { code: 'adapter/bad-scalar', facts: { part: 'alpha' } } },
    en: ({ name, why }, quote) => ({
      message: `The adapter "${name}" cannot be used. ${quote(why).message}`,
      hint: quote(why).hint ?? 'Remove it from the stack.',
    }),
    ja: ({ name, why }, quote) => ({
      message: `アダプター「${name}」は使えません。${quote(why).message}`,
      hint: quote(why).hint ?? 'スタックから外してください。',
    }),
  }),
  'adapter/bad-scalar': entry({
    facts: { part: 'alpha' },
    en: ({ part }) => ({ message: `Its ${part} is not a single finite number.`, hint: damaged.en }),
    ja: ({ part }) => ({ message: `${part} が 1 つの有限な数ではありません。`, hint: damaged.ja }),
  }),
  'adapter/not-finite': entry({
    facts: { part: 'down', value: 'NaN' },
    en: ({ part, value }) => ({ message: `Its factor ${part} holds ${value}.`, hint: diverged.en }),
    ja: ({ part, value }) => ({ message: `係数 ${part} に ${value} が含まれています。`, hint: diverged.ja }),
  }),
  'adapter/module-not-finite': entry({
    facts: { module: 'unet.conv_in' },
    en: ({ module }) => ({ message: `Its factors of ${module} are not finite.`, hint: diverged.en }),
    ja: ({ module }) => ({ message: `${module} の係数が有限ではありません。`, hint: diverged.ja }),
  }),
  'adapter/block-too-large': entry({
    facts: { size: 4096, largest: 1024 },
    en: ({ size, largest }) => ({
      message: `Its OFT block size (${size}) is too large.`,
      hint: `Blocks of up to ${largest} are supported.`,
    }),
    ja: ({ size, largest }) => ({
      message: `OFT のブロックの大きさ（${size}）が大きすぎます。`,
      hint: `${largest} までに対応しています。`,
    }),
  }),
  'adapter/bad-ia3': entry({
    facts: { count: 320, wanted: 640, side: choice<Side>('outputs') },
    en: ({ count, wanted, side }) => ({
      message: `Its IA³ vector has ${count} numbers for ${wanted} ${named(sides, side)}.`,
      hint: 'The file is damaged or was made for another model: remove it from the stack.',
    }),
    ja: ({ count, wanted, side }) => ({
      message: `IA³ のベクトルは ${count} 個の数で、${named(sidesJa, side)} ${wanted} 個に合いません。`,
      hint: 'ファイルが壊れているか、別のモデル用です。スタックから外してください。',
    }),
  }),
  'adapter/no-scale-tensor': entry({
    facts: { dialect: 'peft' },
    en: ({ dialect }) => ({
      message: `Files with ${dialect} names keep the scale in their configuration, not in a tensor.`,
      hint: 'Convert it to kohya’s names instead.',
    }),
    ja: ({ dialect }) => ({
      message: `${dialect} の名前を使うファイルでは、スケールはテンソルではなく設定に書かれます。`,
      hint: '代わりに kohya の名前に変換してください。',
    }),
  }),
  'adapter/no-tucker-core': entry({
    facts: { dialect: 'peft' },
    en: ({ dialect }) => ({
      message: `Files with ${dialect} names have no place for a Tucker core.`,
      hint: 'Convert it to kohya’s names instead.',
    }),
    ja: ({ dialect }) => ({
      message: `${dialect} の名前を使うファイルには Tucker のコアを書けません。`,
      hint: '代わりに kohya の名前に変換してください。',
    }),
  }),
  'adapter/not-in-dialect': entry({
    facts: { dialect: 'peft', kind: 'oft' },
    en: ({ dialect, kind }) => ({
      message: `Files with ${dialect} names cannot hold an adapter of the kind ${kind}.`,
      hint: 'Convert it to kohya’s names instead.',
    }),
    ja: ({ dialect, kind }) => ({
      message: `${dialect} の名前を使うファイルには ${kind} のアダプターを書けません。`,
      hint: '代わりに kohya の名前に変換してください。',
    }),
  }),
  'adapter/module-not-in-dialect': entry({
    facts: { dialect: 'peft', kind: 'oft', module: 'unet.conv_in' },
    en: ({ dialect, kind, module }) => ({
      message: `Files with ${dialect} names cannot hold an adapter of the kind ${kind}, as that of ${module}.`,
      hint: convertOrBake.en,
    }),
    ja: ({ dialect, kind, module }) => ({
      message: `${dialect} の名前を使うファイルには、${module} のような ${kind} のアダプターを書けません。`,
      hint: convertOrBake.ja,
    }),
  }),
  'adapter/lengths-by-input': entry({
    facts: { dialect: 'peft', module: 'unet.conv_in' },
    en: ({ dialect, module }) => ({
      message: `Files with ${dialect} names cannot hold DoRA lengths by input, as those of ${module}.`,
      hint: convertOrBake.en,
    }),
    ja: ({ dialect, module }) => ({
      message: `${dialect} の名前を使うファイルには、${module} のような入力ごとの DoRA の長さを書けません。`,
      hint: convertOrBake.ja,
    }),
  }),
  'adapter/overflow': entry({
    facts: { name: 'lora_unet_conv_in.lora_up.weight', value: '70000', dtype: 'f16' },
    en: ({ name, value, dtype }) => ({
      message: `"${name}" holds ${value}, which is too large for ${dtype}.`,
      hint: 'Write it as f32 or bf16.',
    }),
    ja: ({ name, value, dtype }) => ({
      message: `「${name}」の値 ${value} は ${dtype} には大きすぎます。`,
      hint: 'f32 か bf16 で書き出してください。',
    }),
  }),
  'adapter/partly': entry({
    facts: { name: 'ink', matched: 180, modules: 192 },
    en: ({ name, matched, modules }) => ({
      message: `The adapter "${name}" acts on ${matched} of ${modules} modules.`,
    }),
    ja: ({ name, matched, modules }) => ({
      message: `アダプター「${name}」は ${modules} 個の層のうち ${matched} 個に働きます。`,
    }),
  }),
  'adapter/partly-because': entry({
    facts: { name: 'ink', matched: 180, modules: 192, first: 'lora_unet_conv_in', because },
    en: ({ name, matched, modules, first, because }, quote) => ({
      message: `The adapter "${name}" acts on ${matched} of ${modules} modules; "${first}": ${quote(because).message}.`,
    }),
    ja: ({ name, matched, modules, first, because }, quote) => ({
      message: `アダプター「${name}」は ${modules} 個の層のうち ${matched} 個に働きます。「${first}」: ${quote(because).message}。`,
    }),
  }),
  'adapter/peculiar': entry({
    facts: { name: 'ink', what: { code: 'adapter/unreadable-config', facts: {} } },
    en: ({ name, what }, quote) => ({ message: `The adapter "${name}": ${quote(what).message}` }),
    ja: ({ name, what }, quote) => ({ message: `アダプター「${name}」: ${quote(what).message}` }),
  }),
  'adapter/unreadable-config': entry({
    en: { message: 'Its adapter_config.json cannot be read.' },
    ja: { message: 'adapter_config.json を読み取れません。' },
  }),
  'adapter/unreadable-pattern': entry({
    facts: { pattern: '(?<!up_)blocks' },
    en: ({ pattern }) => ({
      message: `The pattern "${pattern}" in its configuration cannot be followed: its modules have the usual strength.`,
    }),
    ja: ({ pattern }) => ({
      message: `設定のパターン「${pattern}」には対応していないため、その層は通常の強さになります。`,
    }),
  }),
  'adapter/hostile-patterns': entry({
    facts: { pattern: '(a|aa)+' },
    en: ({ pattern }) => ({
      message: `The patterns in its configuration take far too long ("${pattern}").`,
      hint: 'It may have been made to waste time: do not use it.',
    }),
    ja: ({ pattern }) => ({
      message: `設定のパターン（「${pattern}」）の処理に時間がかかりすぎます。`,
      hint: '時間を浪費させるために作られた可能性があります。使わないでください。',
    }),
  }),
  'adapter/unreadable-metadata': entry({
    facts: { key: 'lora_adapter_metadata' },
    en: ({ key }) => ({ message: `Its metadata "${key}" cannot be read.` }),
    ja: ({ key }) => ({ message: `メタデータ「${key}」を読み取れません。` }),
  }),
  'adapter/changes-base-too': entry({
    facts: { start: 'pissa' },
    en: ({ start }) => ({
      message: `It was trained from "${start}", which also changes the base; it is only right if it was converted to a plain LoRA.`,
    }),
    ja: ({ start }) => ({
      message: `「${start}」から学習されており、ベースも変えます。普通の LoRA に変換されていなければ、正しく働きません。`,
    }),
  }),
  'adapter/line-chosen': entry({
    en: { message: 'You said so.' },
    ja: { message: '自分で指定しました。' },
  }),
  'adapter/unrecorded-scale': entry({
    en: {
      message:
        'It was trained with a rank-stabilised scale, which files of its kind do not record: its strength differs from the trained one.',
    },
    ja: {
      message:
        'ランク安定化スケールで学習されていますが、この種類のファイルには記録されないため、学習時とは強さが異なります。',
    },
  }),
  'adapter/unlike-published': entry({
    facts: { count: 12, family: 'SD 1.x' },
    en: ({ count, family }) => ({
      message: `${count} of its modules do not fit ${family} as it was published.`,
    }),
    ja: ({ count, family }) => ({
      message: `${count} 個の層が、公開された ${family} の大きさに合いません。`,
    }),
  }),
  'adapter/unusual-sizes': entry({
    en: {
      message: 'Its sizes fit no published model: it was made for an unusual one.',
      hint: 'Judge it against that model with --model.',
    },
    ja: {
      message: '公開されたどのモデルの大きさにも合いません。特殊なモデル用です。',
      hint: '--model でそのモデルを指定して調べてください。',
    },
  }),
}
