<#
.SYNOPSIS
    Tasks for people with pwsh. dotnet build and dotnet test need nothing of this.
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = $PSScriptRoot
$module = Join-Path $root artifacts module MspGov

function Invoke-Build { dotnet build (Join-Path $root MspGov.sln) --configuration $Configuration }

function Invoke-Test {
    # Runs Pester as one of its tests, on the same built module.
    dotnet test (Join-Path $root MspGov.sln) --configuration $Configuration
}

function Invoke-Docs {
    # The help file is made from docs/en-US by every build; this shows what is missing.
    dotnet build (Join-Path $root src MspGov.Cmdlets) --configuration $Configuration
    dotnet test (Join-Path $root tests MspGov.Cmdlets.Tests) --configuration $Configuration --filter 'FullyQualifiedName~ConventionTests'
}

function Invoke-Package {
    Invoke-Build
    $packages = New-Item -ItemType Directory -Force (Join-Path $root artifacts packages)
    $name = "mspgov-local-$PID"
    Register-PSResourceRepository -Name $name -Uri $packages.FullName -Trusted
    try { Publish-PSResource -Path $module -Repository $name }
    finally { Unregister-PSResourceRepository -Name $name }
    Get-ChildItem $packages -Filter *.nupkg
}

function Invoke-Clean {
    dotnet clean (Join-Path $root MspGov.sln) --configuration $Configuration
    Remove-Item -Recurse -Force -ErrorAction Ignore (Join-Path $root artifacts)
}

foreach ($name in $Task) { & "Invoke-$name" }
