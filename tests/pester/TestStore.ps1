# Dot-sourced by every test file: the built module, and a store of its own in Pester's TestDrive.
$script:Module = Join-Path $PSScriptRoot .. .. artifacts module MspGov MspGov.psd1
if (-not (Test-Path $script:Module)) { throw "The module is not built: run 'dotnet build' first." }
Import-Module $script:Module -Force
$env:MSPGOV_STATE = Join-Path $TestDrive state

function Connect-TestStore {
    param([string] $Name = 'store')
    $path = Join-Path $TestDrive $Name
    Initialize-GovernanceStore -Path $path -Operator alice -DisplayName 'Alice' | Out-Null
    Connect-GovernanceStore -Path $path -Operator alice | Out-Null
    $path
}

function New-TestTenant {
    param([string] $Name = 'contoso', [int] $Seed = 1)
    New-LabTenant -Name $Name -Size Small -Seed $Seed | Register-ClientTenant -Tier Standard
}
