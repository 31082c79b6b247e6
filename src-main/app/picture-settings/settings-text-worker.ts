// The worker thread that reads what picture files of strangers say of themselves.
import { inflateText } from '../../files/inflate.ts'
import { answerInThread } from '../../files/guarded/thread-port.ts'
import { mostTextBytes } from '../../formats/picture-texts.ts'
import { readSettingsText, type SettingsText } from '../../formats/settings-text.ts'

answerInThread({
  read: (bytes: Uint8Array): SettingsText =>
    readSettingsText(bytes, (packed) => inflateText(packed, mostTextBytes)),
})
