<#
.SYNOPSIS
    From a change of a template to an approved version, with git as the place of review.
.DESCRIPTION
    -Export writes the newest version into a folder of a git repository (captured from a tenant, or a ready-made one, when there is
    none yet). People change and review the files there. -Import makes a new version of them; another person approves it with -Approve.
.EXAMPLE
    ./template-release.ps1 -Template smb-baseline -Folder ./templates/smb-baseline -Export -Owner olga
.EXAMPLE
    ./template-release.ps1 -Template smb-baseline -Folder ./templates/smb-baseline -Import -Changelog 'Shorter sessions' -Ticket CHG-9
.EXAMPLE
    ./template-release.ps1 -Template smb-baseline -Approve -Ticket CHG-9
#>
[CmdletBinding(DefaultParameterSetName = 'Export')]
param(
    [Parameter(Mandatory)] [string] $Template,
    [Parameter(Mandatory, ParameterSetName = 'Export')] [Parameter(Mandatory, ParameterSetName = 'Import')] [string] $Folder,
    [Parameter(ParameterSetName = 'Export')] [switch] $Export,
    # Where the first version comes from, when it is not a ready-made one.
    [Parameter(ParameterSetName = 'Export')] [string] $FromTenant,
    [Parameter(ParameterSetName = 'Export')] [string[]] $Owner = @(),
    [Parameter(Mandatory, ParameterSetName = 'Import')] [switch] $Import,
    [Parameter(Mandatory, ParameterSetName = 'Import')] [string] $Changelog,
    [Parameter(Mandatory, ParameterSetName = 'Approve')] [switch] $Approve,
    [string] $Ticket
)
$ErrorActionPreference = 'Stop'
switch ($PSCmdlet.ParameterSetName) {
    'Import' { Import-TenantTemplate -Path $Folder -Changelog $Changelog -Ticket $Ticket }
    'Approve' { Approve-TenantTemplate -Name $Template -Ticket $Ticket }
    default {
        if (-not (Get-TenantTemplate | Where-Object Name -EQ $Template)) {
            if ($FromTenant) { New-TenantTemplate -Name $Template -FromTenant $FromTenant -Owner $Owner -Ticket $Ticket | Out-Null }
            else { Import-TenantTemplate -ReadyMade $Template -Owner $Owner -Ticket $Ticket | Out-Null }
        }
        Export-TenantTemplate -Name $Template -Path $Folder
    }
}
