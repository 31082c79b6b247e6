// The process that reads what picture files of strangers say of themselves, and texts that were copied from them.
import { pictureBytes } from '../../files/picture-bytes.ts'
import { inflateText } from '../../files/inflate.ts'
import { answerOrders } from '../../files/guarded/process-port.ts'
import { mostTextBytes } from '../../formats/picture-texts.ts'
import { readHidden, readPasted, readSettings, type ReadSettings } from './read-settings.ts'

answerOrders({
  read: async (path: string, fileName: string | null): Promise<ReadSettings> =>
    readSettings(await pictureBytes(path), (packed) => inflateText(packed, mostTextBytes), fileName),
  hidden: (text: string): ReadSettings => readHidden(text),
  pasted: (text: string): ReadSettings | null => readPasted(text),
})
