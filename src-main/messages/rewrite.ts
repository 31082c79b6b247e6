// Writing checkpoints and adapters anew: bake, convert, merge, resize, extract.
import { entry, type AnyRemark } from './entry.ts'

const unread: AnyRemark = { code: 'tensor/unreadable-type', facts: { name: 'alpha', type: 'F4' } }
const mismatch: AnyRemark = { code: 'adapter/no-match', facts: { name: 'ink', base: 'SDXL', modules: 9 } }

export const rewrite = {
  'rewrite/different-networks': entry({
    facts: { base: 'SD 1.x', tuned: 'SDXL' },
    en: ({ base, tuned }) => ({
      message: `The two checkpoints are different networks (${base} and ${tuned}).`,
      hint: 'Choose the base that the other one was tuned from.',
    }),
    ja: ({ base, tuned }) => ({
      message: `2 つのチェックポイントは別のネットワークです（${base} と ${tuned}）。`,
      hint: '調整の元になったベースを選んでください。',
    }),
  }),
  'rewrite/no-difference': entry({
    en: {
      message: 'The two checkpoints are identical in every layer a LoRA can change.',
      hint: 'Choose another pair, or a smaller --text-threshold.',
    },
    ja: {
      message: '2 つのチェックポイントは、LoRA で変えられるどの層も同じです。',
      hint: '別の組み合わせか、より小さい --text-threshold を選んでください。',
    },
  }),
  'rewrite/text-encoder-left-out': entry({
    facts: { threshold: 0.01 },
    en: ({ threshold }) => ({
      message: `The text encoder is left out: none of its weights differs by more than ${threshold}.`,
    }),
    ja: ({ threshold }) => ({
      message: `テキストエンコーダーは除外しました。重みの差がどれも ${threshold} 以下です。`,
    }),
  }),
  'rewrite/nothing-on': entry({
    en: { message: 'No adapter of this stack is on.', hint: 'Switch on those that should go into it.' },
    ja: {
      message: 'このスタックには有効なアダプターがありません。',
      hint: '入れたいものを有効にしてください。',
    },
  }),
  'rewrite/cut-rank': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `"${name}" acts with a smaller rank than its file has, which a sum cannot keep.`,
      hint: 'Resize it first, and merge the result.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」はファイルより小さいランクで働いていますが、合成ではそれを保てません。`,
      hint: '先に縮小してから、その結果を合成してください。',
    }),
  }),
  'rewrite/schedule-ignored': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `"${name}" goes in with its full weight: a file has no schedule over the steps.`,
    }),
    ja: ({ name }) => ({
      message: `「${name}」は一定の強さで入ります。ファイルにはステップごとの強さがありません。`,
    }),
  }),
  'rewrite/same-checkpoint': entry({
    en: {
      message: 'Both are the same checkpoint.',
      hint: 'Choose the base that the other one was tuned from.',
    },
    ja: {
      message: '両方とも同じチェックポイントです。',
      hint: '調整の元になったベースを選んでください。',
    },
  }),
  'rewrite/not-found': entry({
    en: { message: 'This work is not known any more.' },
    ja: { message: 'この作業はもうありません。' },
  }),
  'rewrite/interrupted': entry({
    en: { message: 'Lamina ended before this file was written. Nothing of it is left.' },
    ja: { message: 'ファイルを書き終える前に Lamina が終了しました。途中のものは残っていません。' },
  }),
  'rewrite/written-untold': entry({
    en: {
      message: 'This file was written whole, but Lamina ended before it could say so.',
      hint: 'How close it came to what was asked for is not known any more. Started again, it gets another name.',
    },
    ja: {
      message: 'ファイルは最後まで書かれましたが、それを知らせる前に Lamina が終了しました。',
      hint: '目的の内容とどれだけ一致したかの記録は残っていません。もう一度始めると別の名前で作られます。',
    },
  }),
  'rewrite/tokens-left-out': entry({
    facts: { dialect: 'peft', name: 'ink' },
    en: ({ dialect, name }) => ({
      message: `Files with ${dialect} names cannot hold learned tokens: those of "${name}" are left out.`,
    }),
    ja: ({ dialect, name }) => ({
      message: `${dialect} の名前を使うファイルには学習した単語を入れられないため、「${name}」のものは除外しました。`,
    }),
  }),
  'rewrite/not-safetensors': entry({
    en: {
      message: 'The output must be a .safetensors file.',
      hint: 'Give it a name that ends in .safetensors.',
    },
    ja: {
      message: '出力は .safetensors ファイルでなければなりません。',
      hint: '.safetensors で終わる名前にしてください。',
    },
  }),
  'rewrite/overwrites-input': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({ message: `"${file}" is an input file.`, hint: 'Choose another output.' }),
    ja: ({ file }) => ({
      message: `「${file}」は入力ファイルです。`,
      hint: '別の出力先を選んでください。',
    }),
  }),
  'rewrite/name-the-model': entry({
    facts: { why: mismatch },
    en: ({ why }, quote) => ({
      message: quote(why).message,
      hint: 'If it was made for a checkpoint of unusual size, name that checkpoint with --model.',
    }),
    ja: ({ why }, quote) => ({
      message: quote(why).message,
      hint: '特殊な大きさのチェックポイント用なら、--model で指定してください。',
    }),
  }),
  'checkpoint/not-finite': entry({
    facts: { name: 'unet.conv_in.weight' },
    en: ({ name }) => ({
      message: `The parameter "${name}" holds numbers that are not finite.`,
      hint: 'One of the two checkpoints is damaged.',
    }),
    ja: ({ name }) => ({
      message: `パラメーター「${name}」に有限でない数値があります。`,
      hint: 'どちらかのチェックポイントが壊れています。',
    }),
  }),
  'bake/folder': entry({
    en: {
      message: 'Adapters cannot be baked into a diffusers folder.',
      hint: 'Choose the checkpoint as a single file.',
    },
    ja: {
      message: 'diffusers のフォルダーにはアダプターを焼き込めません。',
      hint: '1 つのファイルになったチェックポイントを選んでください。',
    },
  }),
  'bake/scaled': entry({
    facts: { tensor: 'conv_in.weight' },
    en: ({ tensor }) => ({
      message: `Nothing can be baked into a checkpoint of scaled fp8 ("${tensor}" has a scale of its own).`,
      hint: 'Use the fp16 file of this model.',
    }),
    ja: ({ tensor }) => ({
      message: `スケール付き fp8 のチェックポイントには焼き込めません（「${tensor}」に独自のスケールがあります）。`,
      hint: 'このモデルの fp16 のファイルを使ってください。',
    }),
  }),
  'bake/overflow': entry({
    facts: { tensor: 'unet.conv_in.weight', value: 70000, dtype: 'f16' },
    en: ({ tensor, value, dtype }) => ({
      message: `"${tensor}" would hold ${value}, which is too large for ${dtype}.`,
      hint: 'Lower the weights, or bake into an fp32 checkpoint.',
    }),
    ja: ({ tensor, value, dtype }) => ({
      message: `「${tensor}」の値が ${value} になり、${dtype} には大きすぎます。`,
      hint: '強さを下げるか、fp32 のチェックポイントに焼き込んでください。',
    }),
  }),
  'bake/left-out': entry({
    facts: { name: 'alpha', why: unread },
    en: ({ name, why }, quote) => ({ message: `"${name}" is left out. ${quote(why).message}` }),
    ja: ({ name, why }, quote) => ({ message: `「${name}」は除外しました。${quote(why).message}` }),
  }),
  'bake/tokens-left-out': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The learned tokens of "${name}" are not baked: checkpoints have no place for them.`,
    }),
    ja: ({ name }) => ({
      message: `「${name}」が学習した単語は焼き込まれません。チェックポイントには入れる場所がありません。`,
    }),
  }),
  'bake/schedule-ignored': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `"${name}" is baked with its full weight: a schedule cannot be baked.`,
    }),
    ja: ({ name }) => ({
      message: `「${name}」は一定の強さで焼き込まれます。ステップごとの強さは焼き込めません。`,
    }),
  }),
  'adapter/depends-on-base': entry({
    facts: { name: 'ink', kind: 'oft' },
    en: ({ name, kind }) => ({
      message: `The adapter "${name}" is of the kind ${kind}: what it changes depends on the weights of the base.`,
      hint: 'Bake it into a checkpoint, or resize it to a LoRA for one checkpoint with --model.',
    }),
    ja: ({ name, kind }) => ({
      message: `アダプター「${name}」の種類は ${kind} で、働きがベースの重みによって変わります。`,
      hint: 'チェックポイントに焼き込むか、--model で 1 つのチェックポイント用の LoRA に縮小してください。',
    }),
  }),
  'adapter/unknown-base': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `Cannot tell which base model "${name}" was trained for.`,
      hint: 'Name the checkpoint with --model.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」がどのベースモデル用か分かりません。`,
      hint: '--model でチェックポイントを指定してください。',
    }),
  }),
  'usage/cumulative': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The changes of "${name}" are not low-rank products: --cumulative would need every singular value.`,
      hint: 'Use --ratio or --frobenius.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」の変更は低ランクの積ではないため、--cumulative にはすべての特異値が必要です。`,
      hint: '--ratio か --frobenius を使ってください。',
    }),
  }),
}
