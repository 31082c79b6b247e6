// The runtime reports to its makers on Linux and macOS unless its environment says no. Imported before the runtime is.
process.env['ORT_DISABLE_TELEMETRY'] = '1'
