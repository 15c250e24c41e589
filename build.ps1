#!/usr/bin/env pwsh
# Names for the usual dotnet commands: ./build.ps1 restore|build|test|perf|pack|run [arguments handed on]
# PowerShell keeps a bare -- to itself; quote it: ./build.ps1 run topologies/WordCount '--' --top 5
param([string] $Target = 'build')

Push-Location $PSScriptRoot
try {
    switch ($Target) {
        'restore' { dotnet restore Topology.sln @args }
        'build' { dotnet build Topology.sln -c Release @args }
        'test' { dotnet test --solution Topology.sln --max-parallel-test-modules 1 @args }
        'perf' { dotnet run --project perf/Topology.PerfGate -c Release -- @args }
        'pack' {
            foreach ($project in 'Topology.Api', 'Topology.Runtime', 'Topology.Clustering', 'Topology.Testing', 'Topology.Connectors') {
                dotnet pack "src/$project" -c Release -o artifacts @args
                if ($LASTEXITCODE -ne 0) { break }
            }
        }
        'run' { dotnet run --project src/Topology.Cli -c Release -- run @args }
        default { throw "There is no target '$Target': restore, build, test, perf, pack, run." }
    }
}
finally {
    Pop-Location
}
exit $LASTEXITCODE
