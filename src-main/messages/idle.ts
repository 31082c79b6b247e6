// Why a field of a recipe would do nothing beside the others, as it follows "would do nothing".
import { entry } from './entry.ts'
import { allOf } from './format.ts'

export const idle = {
  'idle/only-a-word': entry({
    en: { message: 'only a new word is learned, not an adapter' },
    ja: { message: '新しい単語だけを学び、アダプターは学びません' },
  }),
  'idle/no-word': entry({
    en: { message: 'no new word is learned' },
    ja: { message: '新しい単語は学びません' },
  }),
  'idle/no-adapter-after': entry({
    en: { message: 'no adapter follows the word' },
    ja: { message: '単語のあとにアダプターを学びません' },
  }),
  'idle/lora-convolutions': entry({
    en: { message: 'a LoRA leaves convolutions alone; LoCon changes them' },
    ja: { message: 'LoRA は畳み込みに触れません。LoCon が変えます' },
  }),
  'idle/attention-convolutions': entry({
    en: { message: 'attention layers have no convolutions' },
    ja: { message: 'アテンションの層には畳み込みがありません' },
  }),
  'idle/no-convolutions': entry({
    en: { message: 'no convolution is trained' },
    ja: { message: '畳み込みは学習しません' },
  }),
  'idle/whole-blocks': entry({
    en: { message: 'whole blocks are not split' },
    ja: { message: 'そのまま持つブロックは分けません' },
  }),
  'idle/only-lokr': entry({
    en: { message: 'only LoKr has blocks' },
    ja: { message: 'ブロックがあるのは LoKr だけです' },
  }),
  'idle/kept-whole': entry({
    en: { message: 'both blocks of LoKr are kept whole' },
    ja: { message: 'LoKr の両ブロックをそのまま持ちます' },
  }),
  'idle/no-outputs': entry({
    en: { message: 'LoHa and LoKr have no outputs of their own to leave out' },
    ja: { message: 'LoHa と LoKr には省く出力がありません' },
  }),
  'idle/dora-outputs': entry({
    en: { message: 'DoRA changes the weight itself, so the adapter has no outputs of its own to leave out' },
    ja: { message: 'DoRA は重みそのものを変えるので、省く出力がありません' },
  }),
  'idle/unet': entry({ en: { message: 'the UNet is not trained' }, ja: { message: 'UNet は学習しません' } }),
  'idle/text-encoder': entry({
    en: { message: 'the text encoder is not trained' },
    ja: { message: 'テキストエンコーダーは学習しません' },
  }),
  'idle/second-text-encoder': entry({
    en: { message: 'the second text encoder is not trained' },
    ja: { message: '二つ目のテキストエンコーダーは学習しません' },
  }),
  'idle/own-step-size': entry({
    en: { message: 'Adafactor chooses the step size itself' },
    ja: { message: 'Adafactor が歩幅を自分で選びます' },
  }),
  'idle/other-optimizer': entry({
    facts: { optimizers: ['adamw', 'prodigy'] },
    en: ({ optimizers }) => ({
      message: `only ${allOf(optimizers, 'en')} ${optimizers.length === 1 ? 'uses' : 'use'} it`,
    }),
    ja: ({ optimizers }) => ({ message: `${allOf(optimizers, 'ja')} だけのものです` }),
  }),
  'idle/no-warm-up': entry({
    en: { message: 'there is no warm-up' },
    ja: { message: 'ウォームアップがありません' },
  }),
  'idle/warm-up-in-steps': entry({
    en: { message: '"warmupSteps" already says how long the warm-up is' },
    ja: { message: 'ウォームアップの長さは「warmupSteps」で決まっています' },
  }),
  'idle/no-restarts': entry({
    en: { message: 'the schedule does not restart' },
    ja: { message: '再開のないスケジュールです' },
  }),
  'idle/not-polynomial': entry({
    en: { message: 'the schedule is not polynomial' },
    ja: { message: '多項式のスケジュールではありません' },
  }),
  'idle/length-in-steps': entry({
    en: { message: '"steps" already says how long the run is' },
    ja: { message: '長さは「steps」で決まっています' },
  }),
  'idle/no-buckets': entry({ en: { message: 'buckets are off' }, ja: { message: 'バケットを使いません' } }),
  'idle/own-buckets': entry({
    en: { message: 'pictures that are not enlarged make their own buckets' },
    ja: { message: '拡大しない画像は自分のバケットを作ります' },
  }),
  'idle/no-mask-files': entry({
    en: { message: 'masks are not read from files' },
    ja: { message: 'マスクはファイルから読みません' },
  }),
  'idle/no-masks': entry({ en: { message: 'there are no masks' }, ja: { message: 'マスクがありません' } }),
  'idle/none-held-out': entry({
    en: { message: 'no picture is kept aside' },
    ja: { message: '検証用に残す画像がありません' },
  }),
  'idle/tags-as-written': entry({
    en: { message: 'tags are neither shuffled nor dropped' },
    ja: { message: 'タグを入れ替えず、省きもしません' },
  }),
  'idle/no-class-pictures-made': entry({
    en: { message: 'no class pictures are made' },
    ja: { message: 'クラス画像を作りません' },
  }),
  'idle/no-class-pictures': entry({
    en: { message: 'there are no class pictures' },
    ja: { message: 'クラス画像がありません' },
  }),
  'idle/no-sample-prompts': entry({
    en: { message: 'there are no sample prompts' },
    ja: { message: 'サンプルのプロンプトがありません' },
  }),
  'idle/no-samples': entry({
    en: { message: '"samples.every" is empty' },
    ja: { message: '「samples.every」が空です' },
  }),
}
