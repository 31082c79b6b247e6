// A chart over steps on a canvas: a raw and a smoothed line, points measured now and then, dashes at marked steps.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

/** Aligned by index; null where a line has no point. */
export type StepLines = {
  steps: number[]
  raw: number[]
  smooth: number[]
  heldOut: (number | null)[]
}
export type StepChartOptions = {
  width: number
  height: number
  logScale: boolean
  /** Steps with a dash. */
  marks: () => readonly number[]
  /** Index of the point under the pointer; null when it has gone. */
  onhover: (index: number | null) => void
  number: (value: number) => string
  colours: ChartColours
}
export type ChartColours = Record<'raw' | 'smooth' | 'heldOut' | 'grid' | 'text' | 'mark', string>

/** The tokens as the canvas needs them; they depend on the theme. */
export function chartColours(node: Element): ChartColours {
  // A canvas knows no light-dark(): the browser resolves it on an element.
  const probe = document.createElement('span')
  node.append(probe)
  const of = (token: string): string => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const colours = {
    raw: of('--faint'),
    smooth: of('--accent'),
    heldOut: of('--good'),
    grid: of('--line'),
    text: of('--muted'),
    mark: of('--faint'),
  }
  probe.remove()
  return colours
}

// The library's name for 3 is an enum of its types alone, which is not there at run time.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const logarithmic: uPlot.Scale = { distr: 3 }

export const chartData = ({ steps, raw, smooth, heldOut }: StepLines): uPlot.AlignedData => [
  steps,
  raw,
  smooth,
  heldOut,
]

export function stepChart(target: HTMLElement, lines: StepLines, options: StepChartOptions): uPlot {
  const { colours, logScale, number, onhover } = options
  const font = '11px Inter, system-ui, sans-serif'
  const axis = { stroke: colours.text, font, ticks: { show: false } }
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      legend: { show: false },
      padding: [8, 22, 0, 0],
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 7, width: 1.5, fill: colours.smooth },
      },
      scales: {
        x: { time: false },
        y: logScale ? logarithmic : { range: (_, low, high) => rangeOf(low, high) },
      },
      axes: [
        {
          ...axis,
          size: 24,
          grid: { show: false },
          values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? number(tick) : '')),
        },
        {
          ...axis,
          size: 52,
          grid: { stroke: colours.grid, width: 1 },
          // A logarithmic axis leaves most of its lines without a number.
          values: (_, ticks) =>
            (ticks as (number | null)[]).map((tick) => (tick === null ? '' : shortest(tick))),
        },
      ],
      series: [
        {},
        { stroke: withAlpha(colours.raw), width: 1, points: { show: false } },
        { stroke: colours.smooth, width: 1.5, points: { show: false } },
        {
          stroke: colours.heldOut,
          paths: () => null,
          points: { show: true, size: 6, fill: colours.heldOut, stroke: colours.heldOut },
        },
      ],
      hooks: {
        drawClear: [(chart) => drawMarks(chart, options.marks(), colours.mark)],
        setCursor: [(chart) => onhover(chart.cursor.idx ?? null)],
      },
    },
    chartData(lines),
    target,
  )
}

/** From a little below the lowest to a little above the highest; 0 stays in sight where it is near. */
function rangeOf(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1]
  const room = (high - low || Math.abs(high) || 1) * 0.06
  const bottom = low - room
  return [bottom < (high - low) * 0.25 && low >= 0 ? 0 : bottom, high + room]
}

function drawMarks(chart: uPlot, marks: readonly number[], colour: string): void {
  const { ctx, bbox } = chart
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  for (const step of marks) {
    const x = Math.round(chart.valToPos(step, 'x', true)) + 0.5
    if (x < bbox.left || x > bbox.left + bbox.width + 1) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}

function shortest(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001
    ? value.toExponential(0)
    : String(Number(value.toPrecision(3)))
}

function withAlpha(rgb: string): string {
  return `color-mix(in srgb, ${rgb} 70%, transparent)`
}
