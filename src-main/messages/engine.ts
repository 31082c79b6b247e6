// The engine: devices, programs, and pictures that could not be made.
import { entry } from './entry.ts'
import { allOf } from './format.ts'

const otherDevice = {
  en: 'Choose another device in Settings, or look at the engine log.',
  ja: '「設定」で別のデバイスを選ぶか、エンジンのログを確認してください。',
}

export const engine = {
  'engine/out-of-memory': entry({
    en: {
      message: 'There is not enough memory for this picture.',
      hint: 'Make the picture smaller, lower the batch, or close other programs.',
    },
    ja: {
      message: 'この画像を作るにはメモリーが足りません。',
      hint: '画像を小さくする、枚数を減らす、またはほかのプログラムを閉じてください。',
    },
  }),
  'engine/session-failed': entry({
    en: { message: 'The device could not prepare this network.', hint: otherDevice.en },
    ja: { message: 'デバイスがこのネットワークを準備できませんでした。', hint: otherDevice.ja },
  }),
  'engine/run-failed': entry({
    en: { message: 'The device stopped while working.', hint: otherDevice.en },
    ja: { message: '処理の途中でデバイスが止まりました。', hint: otherDevice.ja },
  }),
  'engine/not-a-number': entry({
    en: {
      message: 'The picture is blank: the network produced invalid numbers (NaN).',
      hint: 'Try another device, a lower guidance, or another VAE.',
    },
    ja: {
      message: '画像を作れません。ネットワークが無効な数値（NaN）を出しました。',
      hint: '別のデバイス、低いガイダンス、または別の VAE を試してください。',
    },
  }),
  'engine/vae-not-a-number': entry({
    en: {
      message: 'The VAE produced invalid numbers (NaN) instead of an image.',
      hint: 'Try another VAE, or another device.',
    },
    ja: {
      message: 'VAE が画像ではなく無効な数値（NaN）を出しました。',
      hint: '別の VAE か、別のデバイスを試してください。',
    },
  }),
  'engine/merge-failed': entry({
    en: { message: 'Merging the adapters stopped unexpectedly.', hint: 'Try again.' },
    ja: { message: 'アダプターの合成が予期せず止まりました。', hint: 'もう一度試してください。' },
  }),
  'text/clip-skip': entry({
    facts: { clipSkip: 13, most: 12 },
    en: ({ clipSkip, most }) => ({
      message: `Clip skip ${clipSkip} leaves out more layers than this text encoder has.`,
      hint: `Choose a clip skip from 1 to ${most}.`,
    }),
    ja: ({ clipSkip, most }) => ({
      message: `CLIP スキップ ${clipSkip} では、このテキストエンコーダーの層が足りません。`,
      hint: `CLIP スキップを 1 から ${most} までにしてください。`,
    }),
  }),
  'sampling/no-steps': entry({
    en: { message: 'This sampler and scheduler leave no steps to run.', hint: 'Use more steps.' },
    ja: {
      message: 'このサンプラーとスケジューラーでは、実行するステップがありません。',
      hint: 'ステップ数を増やしてください。',
    },
  }),
  'device/unavailable': entry({
    facts: { device: 'CUDA', note: { code: 'device/no-cuda', facts: {} } },
    en: ({ device, note }, quote) => ({
      message: `${device} cannot be used on this machine.`,
      hint: quote(note).message,
    }),
    ja: ({ device, note }, quote) => ({
      message: `このコンピューターでは ${device} を使えません。`,
      hint: quote(note).message,
    }),
  }),
  'device/no-webgpu': entry({
    en: { message: 'No graphics card with WebGPU was found.' },
    ja: { message: 'WebGPU に対応したグラフィックカードが見つかりません。' },
  }),
  'device/no-cuda': entry({
    en: { message: 'The CUDA libraries are not installed: run "npm run setup:cuda".' },
    ja: { message: 'CUDA のライブラリーがありません。「npm run setup:cuda」を実行してください。' },
  }),
  'device/no-directml': entry({
    en: { message: 'DirectML did not start.' },
    ja: { message: 'DirectML を開始できませんでした。' },
  }),
  'device/no-coreml': entry({
    en: { message: 'CoreML did not start.' },
    ja: { message: 'CoreML を開始できませんでした。' },
  }),
  'device/wrong-results': entry({
    facts: { operators: ['Softmax'] },
    en: ({ operators }) => ({ message: `It computes ${allOf(operators, 'en')} wrongly.` }),
    ja: ({ operators }) => ({ message: `${allOf(operators, 'ja')} の計算結果が正しくありません。` }),
  }),
  'device/replaced-operator': entry({
    facts: { operator: 'GroupNorm', lowering: 'split' },
    en: ({ operator, lowering }) => ({
      message: `${operator} is replaced by an equivalent (${lowering}).`,
    }),
    ja: ({ operator, lowering }) => ({
      message: `${operator} は同等の計算（${lowering}）に置き換えられます。`,
    }),
  }),
  'checkpoint/no-vae': entry({
    en: {
      message: 'This checkpoint has no VAE of its own.',
      hint: 'Choose a VAE file: under "VAE, clip skip, noise, profile", or with --vae.',
    },
    ja: {
      message: 'このチェックポイントには VAE がありません。',
      hint: '「VAE・CLIP スキップ・ノイズ・互換」または --vae で VAE のファイルを選んでください。',
    },
  }),
  'parameters/missing': entry({
    facts: { name: 'unet.conv_in.weight' },
    en: ({ name }) => ({ message: `The checkpoint has no parameter "${name}".` }),
    ja: ({ name }) => ({ message: `チェックポイントにパラメーター「${name}」がありません。` }),
  }),
  'tagger/bad-list': entry({
    en: {
      message: 'The list of tags has no columns "name" and "category".',
      hint: 'Use the selected_tags.csv that belongs to the tagger.',
    },
    ja: {
      message: 'タグの一覧に「name」と「category」の列がありません。',
      hint: 'タガーに付属する selected_tags.csv を使ってください。',
    },
  }),
  'tagger/other-list': entry({
    en: {
      message: 'The tagger and its list of tags do not belong together.',
      hint: 'Use the selected_tags.csv that came with the network.',
    },
    ja: {
      message: 'タガーとタグの一覧が対応していません。',
      hint: 'ネットワークに付属する selected_tags.csv を使ってください。',
    },
  }),
  'tagger/other-form': entry({
    facts: { file: 'model.onnx' },
    en: ({ file }) => ({
      message: `"${file}" is not a WD14-style tagger.`,
      hint: 'It must take pictures as [1, 448, 448, 3] and give one confidence for each tag.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は WD14 形式のタガーではありません。`,
      hint: '画像を [1, 448, 448, 3] で受け取り、タグごとに 1 つの確信度を返すものが必要です。',
    }),
  }),
  'probe/missing-tensor': entry({
    facts: { name: 'latent', held: ['noise', 'timestep'] },
    en: ({ name, held }) => ({
      message: `The input file has no tensor "${name}".`,
      hint: `It holds ${held.join(', ') || 'nothing'}.`,
    }),
    ja: ({ name, held }) => ({
      message: `入力ファイルにテンソル「${name}」がありません。`,
      hint: `入っているもの: ${held.join('、') || 'なし'}`,
    }),
  }),
  'probe/no-factors': entry({
    en: {
      message: 'The input file has no factors.',
      hint: 'They are called train.KIND.init.NAME, for instance train.lora.init.lora_unet_….lora_up.weight.',
    },
    ja: {
      message: '入力ファイルに係数がありません。',
      hint: '名前は train.KIND.init.NAME の形です。例: train.lora.init.lora_unet_….lora_up.weight',
    },
  }),
  'probe/unknown-factor': entry({
    facts: { name: 'lora_unet_x.lora_up.weight' },
    en: ({ name }) => ({
      message: `"${name}" is not a factor of any layer of this network.`,
      hint: 'Use kohya’s names: lora_unet_, the layer with underscores, the part.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」は、このネットワークのどの層の係数でもありません。`,
      hint: 'kohya の名前（lora_unet_、下線でつないだ層名、部分名）を使ってください。',
    }),
  }),
  'benchmark/not-finite': entry({
    en: { message: 'The step produced numbers that are not finite.' },
    ja: { message: 'ステップが有限でない数値を出しました。' },
  }),
}
