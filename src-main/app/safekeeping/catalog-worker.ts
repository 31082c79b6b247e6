// The process that looks through the catalog and backs it up, beside the host that uses it.
import { backUpDaily, type BackedUp } from '../../database/safekeeping/make-backup.ts'
import { answerOrders } from '../../files/guarded/process-port.ts'

answerOrders({
  backUp: (catalog: string, folder: string): Promise<BackedUp> => backUpDaily(catalog, folder, new Date()),
})
