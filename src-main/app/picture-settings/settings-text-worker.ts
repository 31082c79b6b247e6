// The process that reads what picture files of strangers say of themselves.
import { pictureBytes } from '../../files/picture-bytes.ts'
import { inflateText } from '../../files/inflate.ts'
import { answerOrders } from '../../files/guarded/process-port.ts'
import { mostTextBytes } from '../../formats/picture-texts.ts'
import { readHidden, readSettings, type ReadSettings } from './read-settings.ts'

answerOrders({
  read: async (path: string, fileName: string | null): Promise<ReadSettings> =>
    readSettings(await pictureBytes(path), (packed) => inflateText(packed, mostTextBytes), fileName),
  hidden: (text: string): ReadSettings => readHidden(text),
})
