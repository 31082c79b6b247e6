// How long the processor worked, in milliseconds: what is measured with it is the same however busy the machine is.

/** Of this thread. */
export const threadMs = (): number => milliseconds(process.threadCpuUsage())

/** Of this process with all of its threads. */
export const processMs = (): number => milliseconds(process.cpuUsage())

const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000
