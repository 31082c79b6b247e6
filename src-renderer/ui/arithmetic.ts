// Sums typed into a number field: `512*1.5`, `(64 + 8) * 2`, `1024/3`, `1e-4`.

const tokenPattern = /\s*(?:((?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?)|([-+*/()×÷−]))/iy
const operatorAliases: Record<string, string> = { '×': '*', '÷': '/', '−': '-' }

/** The value of an arithmetic expression, or null for other text. */
export function evaluate(text: string): number | null {
  const tokens = tokenize(text)
  if (tokens === null || tokens.length === 0) return null
  let position = 0

  function sum(): number | null {
    let left = product()
    while (left !== null && (tokens![position] === '+' || tokens![position] === '-')) {
      const operator = tokens![position++]
      const right = product()
      if (right === null) return null
      left = operator === '+' ? left + right : left - right
    }
    return left
  }
  function product(): number | null {
    let left = factor()
    while (left !== null && (tokens![position] === '*' || tokens![position] === '/')) {
      const operator = tokens![position++]
      const right = factor()
      if (right === null) return null
      left = operator === '*' ? left * right : left / right
    }
    return left
  }
  function factor(): number | null {
    const token = tokens![position++]
    if (typeof token === 'number') return token
    if (token === '-' || token === '+') {
      const value = factor()
      return value === null ? null : token === '-' ? -value : value
    }
    if (token !== '(') return null
    const value = sum()
    return tokens![position++] === ')' ? value : null
  }

  const value = sum()
  if (value === null || position !== tokens.length || !Number.isFinite(value)) return null
  return value
}

function tokenize(text: string): (number | string)[] | null {
  const trimmed = text.trim()
  const tokens: (number | string)[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < trimmed.length) {
    const match = tokenPattern.exec(trimmed)
    if (match === null) return null
    const [, number, operator] = match
    if (number !== undefined) tokens.push(Number(number.replace(',', '.')))
    else if (operator !== undefined) tokens.push(operatorAliases[operator] ?? operator)
  }
  return tokens
}
