// Why a tensor or module of an adapter does not act: the end of a sentence that begins with its name.
import { entry, type AnyRemark } from './entry.ts'
import { allOf, figure } from './format.ts'

const unread: AnyRemark = { code: 'tensor/unreadable-type', facts: { name: 'alpha', type: 'F4' } }

export const unmatched = {
  'unmatched/unreadable': entry({
    facts: { problem: unread },
    en: ({ problem }, quote) => ({ message: `it cannot be read (${quote(problem).message})` }),
    ja: ({ problem }, quote) => ({ message: `読み取れません（${quote(problem).message}）` }),
  }),
  'unmatched/no-such-layer': entry({
    facts: { place: 192 },
    en: ({ place }) => ({ message: `the base has fewer than ${place} layers of this sort` }),
    ja: ({ place }) => ({ message: `ベースのこの種類の層は ${place} 個より少ないです` }),
  }),
  'unmatched/unknown-name': entry({
    en: { message: 'it does not have the name of a known factor' },
    ja: { message: '既知の係数の名前ではありません' },
  }),
  'unmatched/taken': entry({
    facts: { by: 'lora_unet_conv_in.lora_up.weight' },
    en: ({ by }) => ({ message: `"${by}" is already this factor of the same module` }),
    ja: ({ by }) => ({ message: `同じ層のこの係数は「${by}」がすでに使っています` }),
  }),
  'unmatched/idle-projection': entry({
    en: { message: 'the projection of this text encoder is not used for pictures' },
    ja: { message: 'このテキストエンコーダーの射影は画像の生成に使われません' },
  }),
  'unmatched/no-base-has-it': entry({
    en: { message: 'no known base has a module of this name' },
    ja: { message: 'この名前の層は、知られているどのベースにもありません' },
  }),
  'unmatched/which-encoder': entry({
    en: { message: 'the base has two text encoders, and the name does not say which one is meant' },
    ja: { message: 'ベースにはテキストエンコーダーが 2 つありますが、名前からはどちらか分かりません' },
  }),
  'unmatched/no-second-encoder': entry({
    en: { message: 'the base has no second text encoder' },
    ja: { message: 'ベースに 2 つ目のテキストエンコーダーがありません' },
  }),
  'unmatched/no-such-module': entry({
    en: { message: 'the base has no module of this name' },
    ja: { message: 'ベースにこの名前の層がありません' },
  }),
  'unmatched/alone': entry({
    facts: { parts: ['alpha', 'dora'] },
    en: ({ parts }) => ({
      message: `it has only ${allOf(parts, 'en')}, without the factors that belong to it`,
    }),
    ja: ({ parts }) => ({ message: `${allOf(parts, 'ja')} だけがあり、対になる係数がありません` }),
  }),
  'unmatched/not-of-its-kind': entry({
    en: { message: 'adapters of its kind do not use it' },
    ja: { message: 'この種類のアダプターでは使われません' },
  }),
  'unmatched/no-partner': entry({
    facts: { parts: ['down'] },
    en: ({ parts }) => ({ message: `the factors that belong to its ${allOf(parts, 'en')} are missing` }),
    ja: ({ parts }) => ({ message: `${allOf(parts, 'ja')} と対になる係数がありません` }),
  }),
  'unmatched/no-bias': entry({
    en: { message: 'the module has no bias' },
    ja: { message: '層にバイアスがありません' },
  }),
  'unmatched/not-one-number': entry({
    facts: { count: 12 },
    en: ({ count }) => ({
      message: `it should be a single number and has ${figure(count, 'en')} elements`,
    }),
    ja: ({ count }) => ({ message: `1 つの数のはずですが、${figure(count, 'ja')} 個の要素があります` }),
  }),
  'unmatched/empty': entry({
    en: { message: 'it is empty' },
    ja: { message: '空です' },
  }),
  'unmatched/whole-numbers': entry({
    facts: { type: 'i32' },
    en: ({ type }) => ({ message: `its numbers are integers (${type})` }),
    ja: ({ type }) => ({ message: `値が整数（${type}）です` }),
  }),
  'unmatched/low-rank-bias': entry({
    en: { message: 'a bias inside the low-rank pair is not supported' },
    ja: { message: '低ランクの組の中のバイアスには対応していません' },
  }),
  'unmatched/low-rank-embedding': entry({
    en: { message: 'a low-rank change of an embedding table is not supported' },
    ja: { message: '埋め込み表の低ランクの変更には対応していません' },
  }),
  'unmatched/never-used': entry({
    en: { message: 'no version of LyCORIS ever used it' },
    ja: { message: 'LyCORIS のどの版でも使われていません' },
  }),
  'unmatched/widens-layer': entry({
    en: { message: 'it widens a layer, which only control adapters of other models do' },
    ja: { message: '層を広げるもので、ほかのモデルの制御アダプターだけが使います' },
  }),
  'unmatched/own-bias': entry({
    en: { message: 'adapters of this kind have no bias of their own' },
    ja: { message: 'この種類のアダプターは自分のバイアスを持ちません' },
  }),
  'unmatched/sparse-bias': entry({
    en: { message: 'the sparse bias of the first LyCORIS versions is not supported' },
    ja: { message: '初期の LyCORIS の疎なバイアスには対応していません' },
  }),
  'unmatched/peft-ia3': entry({
    en: { message: 'PEFT’s IA³ is not supported' },
    ja: { message: 'PEFT の IA³ には対応していません' },
  }),
  'unmatched/scalar-shape': entry({
    facts: { part: 'alpha', shape: [2, 2] },
    en: ({ part, shape }) => ({ message: `${part} is [${shape.join()}], not a single number` }),
    ja: ({ part, shape }) => ({ message: `${part} は 1 つの数ではなく [${shape.join()}] です` }),
  }),
  'unmatched/part-empty': entry({
    facts: { part: 'down' },
    en: ({ part }) => ({ message: `${part} is empty` }),
    ja: ({ part }) => ({ message: `${part} が空です` }),
  }),
  'unmatched/part-missing': entry({
    facts: { part: 'down' },
    en: ({ part }) => ({ message: `${part} is missing` }),
    ja: ({ part }) => ({ message: `${part} がありません` }),
  }),
  'unmatched/part-shape': entry({
    facts: { part: 'down', shape: [4, 320], wanted: [4, 640] },
    en: ({ part, shape, wanted }) => ({
      message: `${part} is [${shape.join()}] where the module needs [${wanted.join()}]`,
    }),
    ja: ({ part, shape, wanted }) => ({
      message: `${part} は [${shape.join()}] ですが、層には [${wanted.join()}] が必要です`,
    }),
  }),
  'unmatched/part-count': entry({
    facts: { part: 'diffB', shape: [320], wanted: 640 },
    en: ({ part, shape, wanted }) => ({
      message: `${part} is [${shape.join()}] where the module needs ${wanted} numbers`,
    }),
    ja: ({ part, shape, wanted }) => ({
      message: `${part} は [${shape.join()}] ですが、層には ${wanted} 個の数が必要です`,
    }),
  }),
  'unmatched/rank-too-large': entry({
    facts: { rank: 5000, largest: 4096 },
    en: ({ rank, largest }) => ({
      message: `its rank is ${rank}, and the largest that is supported is ${largest}`,
    }),
    ja: ({ rank, largest }) => ({ message: `ランクが ${rank} ですが、対応しているのは ${largest} までです` }),
  }),
  'unmatched/not-a-layer': entry({
    en: { message: 'it changes linear layers and convolutions, and the module is neither' },
    ja: { message: '線形層と畳み込みを変えるものですが、この層はどちらでもありません' },
  }),
  'unmatched/not-a-norm': entry({
    en: { message: 'it changes normalisations, and the module is not one' },
    ja: { message: '正規化を変えるものですが、この層は正規化ではありません' },
  }),
  'unmatched/blocks-not-stages': entry({
    facts: { shape: [2, 4, 4] },
    en: ({ shape }) => ({ message: `its blocks are [${shape.join()}], not stages of square matrices` }),
    ja: ({ shape }) => ({ message: `ブロックが [${shape.join()}] で、正方行列の段ではありません` }),
  }),
  'unmatched/blocks-not-squares': entry({
    facts: { shape: [2, 4, 3] },
    en: ({ shape }) => ({ message: `its blocks are [${shape.join()}], not square matrices` }),
    ja: ({ shape }) => ({ message: `ブロックが [${shape.join()}] で、正方行列ではありません` }),
  }),
  'unmatched/odd-blocks': entry({
    facts: { size: 5 },
    en: ({ size }) => ({ message: `its block size ${size} is odd` }),
    ja: ({ size }) => ({ message: `ブロックの大きさ ${size} が奇数です` }),
  }),
  'unmatched/stages': entry({
    facts: { stages: 3, outputs: 320 },
    en: ({ stages, outputs }) => ({ message: `its ${stages} stages do not divide ${outputs} outputs` }),
    ja: ({ stages, outputs }) => ({ message: `${stages} 段では ${outputs} 個の出力を分けられません` }),
  }),
  'unmatched/blocks-outputs': entry({
    facts: { turned: 640, outputs: 320 },
    en: ({ turned, outputs }) => ({
      message: `its blocks turn ${turned} outputs where the module has ${outputs}`,
    }),
    ja: ({ turned, outputs }) => ({
      message: `ブロックは ${turned} 個の出力を回しますが、層の出力は ${outputs} 個です`,
    }),
  }),
  'unmatched/blocks-too-large': entry({
    facts: { size: 4096, largest: 1024 },
    en: ({ size, largest }) => ({
      message: `its block size is ${size}, and the largest that is supported is ${largest}`,
    }),
    ja: ({ size, largest }) => ({
      message: `ブロックの大きさが ${size} ですが、対応しているのは ${largest} までです`,
    }),
  }),
  'unmatched/two-rotations': entry({
    en: { message: 'it has both oftBlocks and oftDiag' },
    ja: { message: 'oftBlocks と oftDiag の両方があります' },
  }),
  'unmatched/dora-lengths': entry({
    facts: { shape: [320, 1], outputs: 640, inputs: 640 },
    en: ({ shape, outputs, inputs }) => ({
      message: `its DoRA lengths are [${shape.join()}] where the module has ${outputs} outputs and ${inputs} inputs`,
    }),
    ja: ({ shape, outputs, inputs }) => ({
      message: `DoRA の長さが [${shape.join()}] ですが、層の出力は ${outputs} 個、入力は ${inputs} 個です`,
    }),
  }),
  'unmatched/difference-and-weight': entry({
    en: { message: 'it has both a difference and a whole weight' },
    ja: { message: '差分と重み全体の両方があります' },
  }),
  'unmatched/glora-core': entry({
    en: { message: 'it has a Tucker core, which no GLoRA trainer makes' },
    ja: { message: 'どの GLoRA の学習ツールも作らない Tucker のコアがあります' },
  }),
  'unmatched/ranks-disagree': entry({
    en: { message: 'its factors disagree about their rank' },
    ja: { message: '係数どうしでランクが一致しません' },
  }),
  'unmatched/rank-exceeds-width': entry({
    facts: { rank: 640 },
    en: ({ rank }) => ({ message: `its rank ${rank} exceeds the module's width` }),
    ja: ({ rank }) => ({ message: `ランク ${rank} が層の幅を超えています` }),
  }),
  'unmatched/vector-length': entry({
    facts: { count: 320, outputs: 640, inputs: 640 },
    en: ({ count, outputs, inputs }) => ({
      message: `its vector has ${count} numbers where the module has ${outputs} outputs and ${inputs} inputs`,
    }),
    ja: ({ count, outputs, inputs }) => ({
      message: `ベクトルは ${count} 個の数ですが、層の出力は ${outputs} 個、入力は ${inputs} 個です`,
    }),
  }),
  'unmatched/core-missing': entry({
    en: { message: 'one of its Tucker cores is missing' },
    ja: { message: 'Tucker のコアの 1 つがありません' },
  }),
  'unmatched/product-shape': entry({
    facts: { left: [4, 4], right: [80, 80], wanted: [640, 640] },
    en: ({ left, right, wanted }) => ({
      message: `[${left.join()}] ⊗ [${right.join()}] does not make the module's [${wanted.join()}]`,
    }),
    ja: ({ left, right, wanted }) => ({
      message: `[${left.join()}] ⊗ [${right.join()}] が層の [${wanted.join()}] になりません`,
    }),
  }),
  'unmatched/not-of-kernel': entry({
    facts: { columns: 100 },
    en: ({ columns }) => ({ message: `w2 has ${columns} columns, which the kernel does not divide` }),
    ja: ({ columns }) => ({ message: `w2 の列数 ${columns} がカーネルで割り切れません` }),
  }),
  'unmatched/whole-and-factored': entry({
    facts: { part: 'lokrW1' },
    en: ({ part }) => ({ message: `${part} is there both whole and factored` }),
    ja: ({ part }) => ({ message: `${part} が、全体と因子の両方の形であります` }),
  }),
  'unmatched/odd-shape': entry({
    facts: { part: 'lokrW1', shape: [4, 4, 4, 4, 4] },
    en: ({ part, shape }) => ({ message: `${part} has the unusable shape [${shape.join()}]` }),
    ja: ({ part, shape }) => ({ message: `${part} の形 [${shape.join()}] は使えません` }),
  }),
  'unmatched/factored-shape': entry({
    facts: { part: 'lokrW1', a: [4, 4], b: [5, 4] },
    en: ({ part, a, b }) => ({ message: `${part} is factored into [${a.join()}] and [${b.join()}]` }),
    ja: ({ part, a, b }) => ({ message: `${part} の因子 [${a.join()}] と [${b.join()}] が合いません` }),
  }),
  'unmatched/not-matrices': entry({
    facts: { up: [4], down: [4] },
    en: ({ up, down }) => ({
      message: `up is [${up.join()}] and down [${down.join()}], which are not matrices`,
    }),
    ja: ({ up, down }) => ({
      message: `up が [${up.join()}]、down が [${down.join()}] で、行列ではありません`,
    }),
  }),
  'unmatched/outputs': entry({
    facts: { made: 320, wanted: 640 },
    en: ({ made, wanted }) => ({ message: `up makes ${made} outputs where the module has ${wanted}` }),
    ja: ({ made, wanted }) => ({ message: `up の出力は ${made} 個ですが、層は ${wanted} 個です` }),
  }),
  'unmatched/inputs': entry({
    facts: { taken: 320, wanted: 640 },
    en: ({ taken, wanted }) => ({ message: `down takes ${taken} inputs where the module has ${wanted}` }),
    ja: ({ taken, wanted }) => ({ message: `down の入力は ${taken} 個ですが、層は ${wanted} 個です` }),
  }),
  'unmatched/two-ranks': entry({
    facts: { up: 4, down: 8 },
    en: ({ up, down }) => ({ message: `up has rank ${up}, down ${down}` }),
    ja: ({ up, down }) => ({ message: `up のランクは ${up}、down は ${down} です` }),
  }),
}
