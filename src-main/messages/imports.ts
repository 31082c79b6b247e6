// Configurations of other trainers: what of them cannot be carried over into a recipe, and why.
import { entry, type AnyRemark } from './entry.ts'

const idle: AnyRemark = { code: 'idle/no-warm-up', facts: {} }

export const imports = {
  'import/not-kohya': entry({
    en: {
      message: 'This is not a kohya configuration that Lamina can read.',
      hint: 'Choose the .toml or .json file that the trainer saved.',
    },
    ja: {
      message: 'Lamina が読める kohya の設定ではありません。',
      hint: 'トレーナーが保存した .toml か .json のファイルを選んでください。',
    },
  }),
  'import/not-onetrainer': entry({
    en: {
      message: 'This is not a OneTrainer configuration that Lamina can read.',
      hint: 'Choose the .json file that OneTrainer saved.',
    },
    ja: {
      message: 'Lamina が読める OneTrainer の設定ではありません。',
      hint: 'OneTrainer が保存した .json のファイルを選んでください。',
    },
  }),
  'import/not-a-configuration': entry({
    en: {
      message: 'This is neither a recipe nor a configuration of another trainer.',
      hint: 'A recipe is a JSON object; kohya’s configurations are TOML or JSON, OneTrainer’s JSON.',
    },
    ja: {
      message: 'レシピでも、ほかのトレーナーの設定でもありません。',
      hint: 'レシピは JSON、kohya の設定は TOML か JSON、OneTrainer の設定は JSON です。',
    },
  }),
  'import/other-model': entry({
    facts: { model: 'FLUX_DEV_1' },
    en: ({ model }) => ({
      message: `The configuration is for a model (${model}) that cannot be trained here.`,
      hint: 'Choose one for Stable Diffusion 1, 2 or XL.',
    }),
    ja: ({ model }) => ({
      message: `ここでは学習できないモデル (${model}) の設定です。`,
      hint: 'Stable Diffusion 1、2、XL の設定を選んでください。',
    }),
  }),
  'import/machine': entry({
    en: { message: 'It concerns the machine and its files, not what is learned.' },
    ja: { message: '学ぶ内容ではなく、コンピューターやファイルについての設定です。' },
  }),
  'import/unknown-setting': entry({
    en: { message: 'Lamina does not know this setting.' },
    ja: { message: 'Lamina が知らない設定です。' },
  }),
  'import/no-such-value': entry({
    en: { message: 'Lamina cannot read this value, or has nothing like it.' },
    ja: { message: 'この値は読めないか、Lamina に対応するものがありません。' },
  }),
  'import/not-a-name': entry({
    en: { message: 'Here it is part of a file name, and a file cannot have this name.' },
    ja: { message: 'ここではファイル名の一部になりますが、ファイル名に使えない文字があります。' },
  }),
  'import/too-large': entry({
    facts: { most: 1024 },
    en: ({ most }) => ({ message: `The largest value here is ${most}.` }),
    ja: ({ most }) => ({ message: `ここでの最大値は ${most} です。` }),
  }),
  'import/too-small': entry({
    facts: { least: 1 },
    en: ({ least }) => ({ message: `The smallest value here is ${least}.` }),
    ja: ({ least }) => ({ message: `ここでの最小値は ${least} です。` }),
  }),
  'import/not-a-multiple': entry({
    facts: { of: 8 },
    en: ({ of }) => ({ message: `It has to be a multiple of ${of} here.` }),
    ja: ({ of }) => ({ message: `ここでは ${of} の倍数でなければなりません。` }),
  }),
  'import/not-whole': entry({
    en: { message: 'It has to be a whole number here.' },
    ja: { message: 'ここでは整数でなければなりません。' },
  }),
  'import/overruled': entry({
    facts: { by: 'max_train_epochs' },
    en: ({ by }) => ({ message: `"${by}" takes precedence over it, as in the other trainer.` }),
    ja: ({ by }) => ({ message: `元のトレーナーと同じく「${by}」が優先されます。` }),
  }),
  'import/idle': entry({
    facts: { why: idle },
    en: ({ why }, quote) => ({ message: `It would do nothing: ${quote(why).message}.` }),
    ja: ({ why }, quote) => ({ message: `効果がありません。${quote(why).message}。` }),
  }),
  'import/one-folder': entry({
    en: {
      message: 'A recipe learns from one folder: move these pictures into a subfolder of it called N_name.',
    },
    ja: {
      message: 'レシピが学ぶフォルダーは一つです。画像をその中の「N_名前」というフォルダーに移してください。',
    },
  }),
  'import/one-class-folder': entry({
    en: {
      message: 'A recipe has one folder of class pictures: move these into a subfolder of it called N_name.',
    },
    ja: {
      message: 'クラス画像のフォルダーは一つです。画像をその中の「N_名前」というフォルダーに移してください。',
    },
  }),
  'import/no-repeats': entry({
    en: { message: 'Its repeats are 0, so the other trainer does not learn from it either.' },
    ja: { message: '繰り返し回数が 0 なので、元のトレーナーでも学習されません。' },
  }),
  'import/switched-off': entry({
    en: { message: 'It is switched off there.' },
    ja: { message: '元のトレーナーでもオフになっています。' },
  }),
  'import/other-file': entry({
    en: { message: 'The pictures are described in another file: open that one, too.' },
    ja: { message: '画像については別のファイルに書かれています。そちらも開いてください。' },
  }),
  'import/not-here': entry({
    facts: { what: 'C:/models/base.safetensors' },
    en: ({ what }) => ({ message: `"${what}" is not on this machine; choose another.` }),
    ja: ({ what }) => ({ message: `「${what}」はこのコンピューターにありません。選び直してください。` }),
  }),
  'import/other-kind': entry({
    en: { message: 'Lamina trains LoRA, LoCon, LoHa and LoKr.' },
    ja: { message: 'Lamina で学習できるのは LoRA、LoCon、LoHa、LoKr です。' },
  }),
  'import/whole-model': entry({
    en: { message: 'Lamina trains adapters and words, not whole models.' },
    ja: { message: 'Lamina はアダプターと単語を学習します。モデル全体は学習しません。' },
  }),
  'import/other-layers': entry({
    en: { message: 'Lamina adapts the attention, the transformers, or all layers; not this choice of them.' },
    ja: {
      message:
        'Lamina が変えられるのはアテンション、トランスフォーマー、全層のいずれかで、この組み合わせはできません。',
    },
  }),
  'import/other-optimizer': entry({
    en: { message: 'Lamina has AdamW, Lion, Prodigy and Adafactor.' },
    ja: { message: 'Lamina にあるのは AdamW、Lion、Prodigy、Adafactor です。' },
  }),
  'import/optimizer-option': entry({
    en: { message: 'The optimizer of Lamina has no such option.' },
    ja: { message: 'Lamina のオプティマイザーにはない設定です。' },
  }),
  'import/other-schedule': entry({
    en: {
      message:
        'Lamina’s learning-rate schedules are constant, linear, cosine, cosine with restarts and polynomial.',
    },
    ja: { message: 'ここでの学習率は一定、線形、コサイン、再開つきコサイン、多項式のいずれかです。' },
  }),
  'import/other-rates': entry({
    en: { message: 'Lamina has one learning rate for each network, whatever factor it is for.' },
    ja: { message: 'Lamina の学習率はネットワークごとに一つです。' },
  }),
  'import/other-noise': entry({
    en: { message: 'Lamina adds plain noise, with an offset and a perturbation of fixed size.' },
    ja: { message: 'Lamina が加えるのは通常のノイズと、一定のオフセットと摂動です。' },
  }),
  'import/other-timesteps': entry({
    en: { message: 'Lamina draws noise levels evenly from their range.' },
    ja: { message: 'Lamina はノイズの段階を範囲から均等に選びます。' },
  }),
  'import/terminal-snr': entry({
    en: { message: 'Lamina asks the base model whether its noise ends in pure noise.' },
    ja: { message: 'ノイズが完全なノイズで終わるかどうかは、ベースモデルに合わせます。' },
  }),
  'import/other-loss': entry({
    en: { message: 'Lamina learns from the squared error (L2).' },
    ja: { message: 'Lamina が使う損失は二乗誤差（L2）です。' },
  }),
  'import/loss-weights': entry({
    en: { message: 'Lamina counts all noise levels alike, or by min-SNR.' },
    ja: { message: 'Lamina はノイズの段階をすべて同じに数えるか、min-SNR で数えます。' },
  }),
  'import/picture-changes': entry({
    en: { message: 'Lamina resizes, crops and mirrors pictures, and changes nothing else about them.' },
    ja: { message: 'Lamina が画像にするのは拡大縮小、切り取り、左右反転だけです。' },
  }),
  'import/weights-of-pictures': entry({
    en: { message: 'All pictures count alike here, but for those of the class.' },
    ja: { message: 'クラス画像を除き、どの画像も同じ重さで数えます。' },
  }),
  'import/caption-form': entry({
    en: {
      message: 'Here a picture has one caption: the first line of its file, with tags separated by commas.',
    },
    ja: { message: 'ここでのキャプションは画像ごとに一つ、ファイルの最初の行で、タグはコンマで分けます。' },
  }),
  'import/caption-table': entry({
    en: { message: 'Lamina finds a table of captions by its name among the pictures, as meta_cap.json.' },
    ja: { message: 'キャプションの表は meta_cap.json などの名前で、画像と同じフォルダーに置いてください。' },
  }),
  'import/class-repeats': entry({
    en: { message: 'Class pictures are seen as often as all others together, whatever their repeats.' },
    ja: { message: 'クラス画像は繰り返し回数によらず、ほかの画像の合計と同じ回数だけ使います。' },
  }),
  'import/prior-pictures': entry({
    en: { message: 'Lamina learns class pictures as they are, not what the base model makes of them.' },
    ja: { message: 'Lamina はクラス画像そのものを学びます。ベースモデルの予測は学びません。' },
  }),
  'import/subfolders': entry({
    en: { message: 'Lamina reads subfolders that are called N_name, and no others.' },
    ja: { message: 'Lamina が読むサブフォルダーは「N_名前」という名前のものだけです。' },
  }),
  'import/samples-an-epoch': entry({
    en: { message: 'It is a number of pictures; a recipe says how often each is seen: "data.repeats".' },
    ja: { message: '画像の枚数の指定です。レシピでは各画像の回数（data.repeats）を指定します。' },
  }),
  'import/one-size': entry({
    en: { message: 'Lamina trains at one size; the first of these is taken.' },
    ja: { message: 'Lamina の学習サイズは一つです。最初のものを使います。' },
  }),
  'import/mask-option': entry({
    en: { message: 'Lamina’s masks say how much each place counts, nothing more.' },
    ja: { message: 'Lamina のマスクは、場所ごとの重さを決めるだけです。' },
  }),
  'import/blocks': entry({
    en: { message: 'All blocks have the same rank and learning rate here.' },
    ja: { message: 'ここではすべてのブロックのランクと学習率が同じです。' },
  }),
  'import/adapter-form': entry({
    en: { message: 'The adapters that Lamina trains have no such part.' },
    ja: { message: 'Lamina が学習するアダプターにはない要素です。' },
  }),
  'import/rank-of-file': entry({
    en: { message: 'The rank is the recipe’s; an adapter to start from must have the same.' },
    ja: {
      message: 'ランクはレシピのものを使います。続きから学ぶアダプターも同じランクでなければなりません。',
    },
  }),
  'import/merged-first': entry({
    en: { message: 'Lamina adapts the base as it is: bake these adapters into it first.' },
    ja: { message: 'Lamina はベースをそのまま使います。先にこれらのアダプターを焼き込んでください。' },
  }),
  'import/own-vae': entry({
    en: { message: 'Lamina trains with the VAE of the base model.' },
    ja: { message: 'Lamina はベースモデルの VAE で学習します。' },
  }),
  'import/part-of-run': entry({
    en: { message: 'Lamina trains a network over the whole run, or not at all.' },
    ja: { message: 'Lamina ではネットワークを最後まで学習するか、まったく学習しないかのどちらかです。' },
  }),
  'import/not-resumed': entry({
    en: {
      message:
        'Lamina cannot go on with the state of another program; "adapter.startFrom" takes its adapter.',
    },
    ja: {
      message: 'ほかのプログラムの途中からは再開できません。アダプターは adapter.startFrom に指定できます。',
    },
  }),
  'import/words': entry({
    en: {
      message: 'A word that is trained along with an adapter has to be set by hand: "learn" and "embedding".',
    },
    ja: { message: 'アダプターと一緒に学ぶ単語は、learn と embedding に指定してください。' },
  }),
  'import/sample-prompts': entry({
    en: {
      message: 'The sample prompts are in a file of their own: write them into the recipe, under "samples".',
    },
    ja: { message: 'サンプルのプロンプトは別のファイルにあります。レシピの samples に書いてください。' },
  }),
  'import/keeps-files': entry({
    en: { message: 'Lamina keeps every file it saves.' },
    ja: { message: 'Lamina は保存したファイルをすべて残します。' },
  }),
  'import/other-validation': entry({
    en: {
      message:
        'Lamina keeps a share of the pictures aside, "data.holdOut", and measures them in its own way.',
    },
    ja: { message: 'Lamina は画像の一部（data.holdOut）を残し、独自の方法で測ります。' },
  }),
  'import/own-metadata': entry({
    en: { message: 'Lamina writes its own metadata, with the recipe’s comment.' },
    ja: { message: 'メタデータは Lamina が書きます。レシピのコメントも入ります。' },
  }),
  'import/inpainting': entry({
    en: { message: 'Lamina does not train models for inpainting.' },
    ja: { message: 'Lamina はインペイント用のモデルを学習しません。' },
  }),
  'import/dora-axis': entry({
    en: { message: 'Lamina’s DoRA measures what goes to each output, not what comes from each input.' },
    ja: { message: 'Lamina の DoRA が測るのは出力ごとの長さで、入力ごとではありません。' },
  }),
}
