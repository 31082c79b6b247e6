// Files of tensors: safetensors, PyTorch's pickles and archives, shards, and the tensors in them.
import { choice, entry, named } from './entry.ts'
import { figure } from './format.ts'

const downloadAgain = {
  en: 'It was probably not downloaded completely: download it again.',
  ja: 'ダウンロードが完了していない可能性があります。もう一度ダウンロードしてください。',
}
const damaged = {
  en: 'It is damaged or was written by a faulty program: download it again.',
  ja: '壊れているか、不具合のあるプログラムで書かれています。もう一度ダウンロードしてください。',
}
const asSafetensors = {
  en: 'Look for the same model as a .safetensors file.',
  ja: '同じモデルの .safetensors ファイルを探してください。',
}

/** Why a tensor cannot be read, as it follows its name. */
const tensorFaults = {
  'lost-data': 'its data is missing',
  'beyond-data': 'it reaches beyond its own data',
  'no-shape': 'it has no readable shape',
  'impossible-shape': 'its shape is impossible',
  'impossible-size': 'its size is impossible',
  'unknown-type': 'Lamina does not support its number format',
  repeats: 'it repeats its data far too often',
}
export type TensorFault = keyof typeof tensorFaults
const tensorFaultsJa: Readonly<Record<TensorFault, string>> = {
  'lost-data': 'データがありません',
  'beyond-data': 'データの範囲を超えています',
  'no-shape': '形状を読み取れません',
  'impossible-shape': '形状がありえません',
  'impossible-size': '大きさがありえません',
  'unknown-type': '数値形式に対応していません',
  repeats: 'データの繰り返しが多すぎます',
}

export const tensors = {
  'safetensors/header-too-small': entry({
    en: { message: 'The file is too short to be a safetensors file.', hint: downloadAgain.en },
    ja: { message: 'safetensors ファイルとしては短すぎます。', hint: downloadAgain.ja },
  }),
  'safetensors/header-too-large': entry({
    en: { message: 'The file claims a header larger than any safetensors file has.', hint: damaged.en },
    ja: { message: 'ヘッダーが safetensors ファイルとしては大きすぎます。', hint: damaged.ja },
  }),
  'safetensors/header-beyond-file': entry({
    en: { message: 'The file ends before its header does.', hint: downloadAgain.en },
    ja: { message: 'ファイルがヘッダーの途中で終わっています。', hint: downloadAgain.ja },
  }),
  'safetensors/header-not-utf8': entry({
    en: { message: 'The header of the file is not readable text.', hint: damaged.en },
    ja: { message: 'ファイルのヘッダーを文字として読み取れません。', hint: damaged.ja },
  }),
  'safetensors/header-not-json': entry({
    facts: { position: 17 },
    en: ({ position }) => ({
      message: `The header of the file cannot be read beyond character ${position}.`,
      hint: damaged.en,
    }),
    ja: ({ position }) => ({
      message: `ファイルのヘッダーを ${position} 文字目から先、読み取れません。`,
      hint: damaged.ja,
    }),
  }),
  'safetensors/duplicate-key': entry({
    facts: { name: 'conv_in.weight' },
    en: ({ name }) => ({ message: `The header of the file names "${name}" twice.`, hint: damaged.en }),
    ja: ({ name }) => ({ message: `ファイルのヘッダーに「${name}」が 2 回あります。`, hint: damaged.ja }),
  }),
  'safetensors/metadata-not-text': entry({
    facts: { key: 'epoch' },
    en: ({ key }) => ({
      message: `The metadata "${key}" of the file is not text, which safetensors files do not allow.`,
      hint: 'Write the file again with its metadata as text.',
    }),
    ja: ({ key }) => ({
      message: `ファイルのメタデータ「${key}」が文字列ではありません。safetensors では文字列でなければなりません。`,
      hint: 'メタデータを文字列にして、ファイルを書き直してください。',
    }),
  }),
  'safetensors/bad-offset': entry({
    facts: { name: 'conv_in.weight' },
    en: ({ name }) => ({
      message: `The tensors of the file overlap or leave a gap before "${name}".`,
      hint: damaged.en,
    }),
    ja: ({ name }) => ({
      message: `ファイルのテンソルが「${name}」の前で重なっているか、隙間があります。`,
      hint: damaged.ja,
    }),
  }),
  'safetensors/size-overflow': entry({
    facts: { name: 'conv_in.weight' },
    en: ({ name }) => ({ message: `The tensor "${name}" claims an impossible size.`, hint: damaged.en }),
    ja: ({ name }) => ({ message: `テンソル「${name}」の大きさがありえません。`, hint: damaged.ja }),
  }),
  'safetensors/partial-byte': entry({
    facts: { name: 'conv_in.weight' },
    en: ({ name }) => ({ message: `The tensor "${name}" ends inside a byte.`, hint: damaged.en }),
    ja: ({ name }) => ({ message: `テンソル「${name}」がバイトの途中で終わっています。`, hint: damaged.ja }),
  }),
  'safetensors/size-mismatch': entry({
    facts: { name: 'conv_in.weight' },
    en: ({ name }) => ({
      message: `The tensor "${name}" has more or fewer bytes than its shape needs.`,
      hint: damaged.en,
    }),
    ja: ({ name }) => ({
      message: `テンソル「${name}」のバイト数が形状に合いません。`,
      hint: damaged.ja,
    }),
  }),
  'safetensors/truncated': entry({
    en: { message: 'The file ends before its last tensor does.', hint: downloadAgain.en },
    ja: { message: 'ファイルが最後のテンソルの途中で終わっています。', hint: downloadAgain.ja },
  }),
  'safetensors/trailing-bytes': entry({
    en: { message: 'The file goes on after its last tensor.', hint: damaged.en },
    ja: { message: '最後のテンソルの後にもデータが続いています。', hint: damaged.ja },
  }),
  'safetensors/reserved-name': entry({
    facts: { name: '__metadata__' },
    en: ({ name }) => ({ message: `A tensor cannot be called "${name}".` }),
    ja: ({ name }) => ({ message: `テンソルに「${name}」という名前は使えません。` }),
  }),
  'safetensors/bad-name': entry({
    en: { message: 'A tensor name or a metadata value is not valid Unicode.' },
    ja: { message: 'テンソルの名前かメタデータの値が、正しい Unicode ではありません。' },
  }),
  'tensor/missing': entry({
    facts: { name: 'conv_in.weight' },
    en: ({ name }) => ({ message: `The file has no tensor "${name}".` }),
    ja: ({ name }) => ({ message: `ファイルにテンソル「${name}」がありません。` }),
  }),
  'tensor/unreadable-type': entry({
    facts: { name: 'conv_in.weight', type: 'F4' },
    en: ({ name, type }) => ({
      message: `The tensor "${name}" is stored as ${type}, which Lamina does not read.`,
      hint: 'Look for the same model in fp16, bf16, fp8 or fp32.',
    }),
    ja: ({ name, type }) => ({
      message: `テンソル「${name}」の数値形式 ${type} には対応していません。`,
      hint: '同じモデルの fp16、bf16、fp8、fp32 のいずれかを探してください。',
    }),
  }),
  'tensor/quantized': entry({
    facts: { tensor: 'conv_in.weight', dtype: 'i8' },
    en: ({ tensor, dtype }) => ({
      message: `The weights of this file are quantised (${tensor} is ${dtype}); only floating-point weights can be used.`,
      hint: 'Choose the fp16, bf16, fp8 or fp32 file of this model.',
    }),
    ja: ({ tensor, dtype }) => ({
      message: `このファイルの重みは量子化されています（${tensor} が ${dtype}）。浮動小数点の重みだけを使えます。`,
      hint: 'このモデルの fp16、bf16、fp8、fp32 のいずれかのファイルを選んでください。',
    }),
  }),
  'tensor/unknown-scale': entry({
    facts: { name: 'conv_in.weight_scale', shape: [320, 8] },
    en: ({ name, shape }) => ({
      message: `The weights of this file are quantised in a form that Lamina does not read ("${name}" is ${shape.join('×')}).`,
      hint: 'Look for the same model in fp16, bf16, fp8 or fp32.',
    }),
    ja: ({ name, shape }) => ({
      message: `このファイルの重みの量子化形式には対応していません（「${name}」が ${shape.join('×')}）。`,
      hint: '同じモデルの fp16、bf16、fp8、fp32 のいずれかを探してください。',
    }),
  }),
  'tensor/too-many': entry({
    facts: { most: 100_000 },
    en: ({ most }) => ({
      message: `The file claims more than ${figure(most, 'en')} tensors, which no model has.`,
      hint: 'It was made to waste time and memory: do not use it.',
    }),
    ja: ({ most }) => ({
      message: `ファイルには ${figure(most, 'ja')} 個を超えるテンソルがあることになっていますが、そのようなモデルはありません。`,
      hint: '時間とメモリーを浪費させるために作られたファイルです。使わないでください。',
    }),
  }),
  'tensor/name-too-long': entry({
    facts: { length: 60_000_000 },
    en: ({ length }) => ({
      message: `The file has a name of ${figure(length, 'en')} characters, longer than any model uses.`,
      hint: 'It was made to waste time and memory: do not use it.',
    }),
    ja: ({ length }) => ({
      message: `モデルではありえない ${figure(length, 'ja')} 文字の名前があります。`,
      hint: '時間とメモリーを浪費させるために作られたファイルです。使わないでください。',
    }),
  }),
  'shards/several': entry({
    facts: { name: 'dream', indexes: ['a.safetensors.index.json', 'b.safetensors.index.json'] },
    en: ({ name, indexes }) => ({
      message: `"${name}" holds several sharded checkpoints.`,
      hint: `Choose one of ${indexes.join(', ')}.`,
    }),
    ja: ({ name, indexes }) => ({
      message: `「${name}」には分割されたチェックポイントが複数あります。`,
      hint: `${indexes.join('、')} のどれかを選んでください。`,
    }),
  }),
  'shards/bad-index': entry({
    en: {
      message: 'The index of the sharded checkpoint cannot be read.',
      hint: 'Download the ".index.json" file again.',
    },
    ja: {
      message: '分割されたチェックポイントの索引を読み取れません。',
      hint: '「.index.json」ファイルをもう一度ダウンロードしてください。',
    },
  }),
  'shards/missing-file': entry({
    facts: { shard: 'model-00001-of-00002.safetensors', index: 'model.safetensors.index.json' },
    en: ({ shard, index }) => ({
      message: `The checkpoint is incomplete: "${shard}" is missing.`,
      hint: `Put it beside "${index}".`,
    }),
    ja: ({ shard, index }) => ({
      message: `チェックポイントがそろっていません。「${shard}」がありません。`,
      hint: `「${index}」と同じフォルダーに置いてください。`,
    }),
  }),
  'shards/missing-tensor': entry({
    facts: { shard: 'model-00001-of-00002.safetensors', tensor: 'conv_in.weight' },
    en: ({ shard, tensor }) => ({
      message: `"${shard}" lacks the tensor "${tensor}", which the index lists.`,
      hint: 'The files are of different versions: download all of them again.',
    }),
    ja: ({ shard, tensor }) => ({
      message: `索引にあるテンソル「${tensor}」が「${shard}」にありません。`,
      hint: 'ファイルのバージョンがそろっていません。すべてダウンロードし直してください。',
    }),
  }),
  'pickle/damaged': entry({
    en: { message: 'The file is damaged.', hint: 'Download the file again.' },
    ja: { message: 'ファイルが壊れています。', hint: 'もう一度ダウンロードしてください。' },
  }),
  'pickle/truncated': entry({
    en: { message: 'The file ends before its last tensor does.', hint: downloadAgain.en },
    ja: { message: 'ファイルが最後のテンソルの途中で終わっています。', hint: downloadAgain.ja },
  }),
  'pickle/lost-tensors': entry({
    en: { message: 'None of the tensors that the file lists are in it.', hint: downloadAgain.en },
    ja: { message: 'ファイルに記されたテンソルが 1 つも入っていません。', hint: downloadAgain.ja },
  }),
  'pickle/big-endian': entry({
    en: {
      message: 'The file was written on a machine with another byte order.',
      hint: asSafetensors.en,
    },
    ja: {
      message: 'バイト順の異なるコンピューターで書かれたファイルです。',
      hint: asSafetensors.ja,
    },
  }),
  'pickle/not-pytorch': entry({
    en: {
      message: 'The file is a Python pickle, but PyTorch did not write it.',
      hint: 'Choose a .safetensors or .ckpt file, or a diffusers folder.',
    },
    ja: {
      message: 'Python の pickle ですが、PyTorch が書いたものではありません。',
      hint: '.safetensors か .ckpt のファイル、または diffusers のフォルダーを選んでください。',
    },
  }),
  'pickle/no-tensors': entry({
    en: {
      message: 'The file holds no named tensors.',
      hint: 'It is not a model but something else, such as a training state, settings or a data set.',
    },
    ja: {
      message: 'ファイルに名前の付いたテンソルがありません。',
      hint: 'モデルではなく、学習の途中の状態、設定、データセットなどと思われます。',
    },
  }),
  'pickle/unknown-globals': entry({
    facts: { globals: ['trainer.Secret', 'os.system'], more: 3 },
    en: ({ globals, more }) => ({
      message: `The model can only be read by running code from the file (${globals.join(', ')}${more === 0 ? '' : `, and ${more} more`}), which Lamina never does.`,
      hint: asSafetensors.en,
    }),
    ja: ({ globals, more }) => ({
      message: `ファイルの中のコード（${globals.join('、')}${more === 0 ? '' : `、ほか ${more} 個`}）を実行しなければ読めないモデルです。Lamina はコードを実行しません。`,
      hint: asSafetensors.ja,
    }),
  }),
  'pickle/tensor-needs-code': entry({
    facts: { name: 'conv_in.weight', globals: ['trainer.Secret'], more: 3 },
    en: ({ name, globals, more }) => ({
      message: `"${name}" can only be read by running code from the file (${globals.join(', ')}${more === 0 ? '' : `, and ${more} more`}), which Lamina never does.`,
      hint: asSafetensors.en,
    }),
    ja: ({ name, globals, more }) => ({
      message: `「${name}」はファイルの中のコード（${globals.join('、')}${more === 0 ? '' : `、ほか ${more} 個`}）を実行しなければ読めません。Lamina はコードを実行しません。`,
      hint: asSafetensors.ja,
    }),
  }),
  'pickle/bad-tensor': entry({
    facts: { name: 'conv_in.weight', fault: choice<TensorFault>('lost-data') },
    en: ({ name, fault }) => ({
      message: `The tensor "${name}" cannot be read: ${named(tensorFaults, fault)}.`,
      hint: asSafetensors.en,
    }),
    ja: ({ name, fault }) => ({
      message: `テンソル「${name}」を読み取れません。${named(tensorFaultsJa, fault)}。`,
      hint: asSafetensors.ja,
    }),
  }),
  'zip/damaged': entry({
    en: { message: 'The file is damaged.', hint: 'Download the file again.' },
    ja: { message: 'ファイルが壊れています。', hint: 'もう一度ダウンロードしてください。' },
  }),
  'zip/truncated': entry({
    en: { message: 'The file ends before its contents do.', hint: downloadAgain.en },
    ja: { message: 'ファイルが途中で終わっています。', hint: downloadAgain.ja },
  }),
  'zip/no-model': entry({
    en: {
      message: 'The file is a ZIP archive without a model in it.',
      hint: 'If a model file is packed in it, unpack it first.',
    },
    ja: {
      message: 'モデルの入っていない ZIP アーカイブです。',
      hint: 'モデルのファイルが圧縮されている場合は、先に展開してください。',
    },
  }),
  'zip/too-large': entry({
    facts: { name: 'archive/data/0' },
    en: ({ name }) => ({
      message: `"${name}" is too large to be unpacked in memory.`,
      hint: asSafetensors.en,
    }),
    ja: ({ name }) => ({
      message: `「${name}」は大きすぎるため、メモリー上で展開できません。`,
      hint: asSafetensors.ja,
    }),
  }),
  'zip/unsupported': entry({
    facts: { name: 'archive/data/0' },
    en: ({ name }) => ({
      message: `"${name}" uses an unsupported ZIP compression method.`,
      hint: asSafetensors.en,
    }),
    ja: ({ name }) => ({
      message: `「${name}」は対応していない ZIP の圧縮方式を使っています。`,
      hint: asSafetensors.ja,
    }),
  }),
}
