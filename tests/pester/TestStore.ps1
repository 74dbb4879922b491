# Dot-sourced by every test file: the built module, and a store of its own in a temporary folder.
$script:Module = Join-Path $PSScriptRoot .. .. artifacts module MspGov MspGov.psd1
if (-not (Test-Path $script:Module)) { throw "The module is not built: run 'dotnet build' first." }
Import-Module $script:Module -Force

# Not Pester's TestDrive: it takes away, after each Describe, what that block added to the store.
$script:TestRoot = [System.IO.Directory]::CreateTempSubdirectory('mspgov-pester-').FullName
$env:MSPGOV_STATE = Join-Path $script:TestRoot state

function Connect-TestStore {
    param([string] $Name = 'store')
    $path = Join-Path $script:TestRoot $Name
    Initialize-GovernanceStore -Path $path -Operator alice -DisplayName 'Alice' | Out-Null
    Connect-GovernanceStore -Path $path -Operator alice | Out-Null
    $path
}

function New-TestTenant {
    param([string] $Name = 'contoso', [int] $Seed = 1)
    New-LabTenant -Name $Name -Size Small -Seed $Seed | Register-ClientTenant -Tier Standard
}
