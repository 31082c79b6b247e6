// Statements by their text, prepared when they are first asked: a few forms of a question are asked again and again.
import { createKept } from '../../base/kept.ts'
import type { Connection, Statement } from '../connection.ts'

type Named = Record<string, string | number>

const mostKept = 100

export function keptStatements(database: Connection): <Row>(sql: string) => Statement<[Named], Row> {
  const kept = createKept<string, Statement<[Named], unknown>>({ limit: mostKept })
  return <Row>(sql: string) => {
    const statement = kept.get(sql) ?? database.prepare<[Named]>(sql)
    kept.put(sql, statement)
    return statement as Statement<[Named], Row>
  }
}
