BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    $script:store = Connect-TestStore
    # Outlives the single Describe, as TestDrive's content does not.
    $script:work = [IO.Directory]::CreateTempSubdirectory('mspgov-templates-').FullName

    # A second person, who owns templates: two people are what approving is about.
    $open = [MspGov.Cmdlets.Sessions.GovernanceSession].GetProperty('Open', [Reflection.BindingFlags]'NonPublic, Instance').GetValue((Connect-GovernanceStore -Path $store -Operator alice))
    $draft = [MspGov.Core.Services.OperatorDraft]@{ Id = 'olga'; DisplayName = 'Olga'; Role = 'AdministratorWithBilling' }
    $open.Operators.Create($draft, $null, $null) | Out-Null
    New-TestTenant contoso 1 | Out-Null
    foreach ($name in 'fabrikam', 'tailspin') { New-LabTenant -Name $name -Seed 2 | Register-ClientTenant | Out-Null }

    function Invoke-AsOlga([scriptblock] $Script) {
        Connect-GovernanceStore -Path $store -Operator olga | Out-Null
        try { & $Script } finally { Connect-GovernanceStore -Path $store -Operator alice | Out-Null }
    }
}
AfterAll { Disconnect-GovernanceStore; Remove-Item $work -Recurse -Force }

Describe 'New-TenantTemplate' {
    It 'captures a tenant as a draft' {
        $made = New-TenantTemplate -Name base -FromTenant contoso -Include namedLocation, authorizationPolicy -Owner olga
        $made.State | Should -Be 'draft'
        $made.Objects.Count | Should -BeGreaterThan 1
    }
    It 'refuses a kind that there is not' {
        { New-TenantTemplate -Name other -FromTenant contoso -Include nonsense -Owner olga -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateKindNotKnown,*'
    }
}

Describe 'Approve-TenantTemplate' {
    It 'is refused to the author' {
        { Approve-TenantTemplate base -ErrorAction Stop } | Should -Throw -ErrorId 'OperatorNotPermitted,*'
    }
    It 'is an owner''s' { (Invoke-AsOlga { Approve-TenantTemplate base -Ticket CHG-1 }).ApprovedBy | Should -Be 'olga' }
}

Describe 'Get-TenantTemplate' {
    It 'shows the version' { (Get-TenantTemplate base).Version | Should -Be 1 }
    It 'offers ready-made ones' { Get-TenantTemplate -ReadyMade | Should -Contain 'smb-baseline' }
    It 'says when there is none' { { Get-TenantTemplate nothing -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateNotFound,*' }
}

Describe 'Export-TenantTemplate' {
    It 'writes files that change by one line for one setting' {
        $folder = Join-Path $work base
        (Export-TenantTemplate base $folder).Count | Should -BeGreaterThan 2
        $file = Join-Path $folder objects authorizationPolicy authorizationpolicy.yaml
        $before = Get-Content $file
        ($before -replace 'allowInvitesFrom: .*', 'allowInvitesFrom: none') | Set-Content $file
        @(Compare-Object $before (Get-Content $file)).Count | Should -Be 2
    }
}

Describe 'Import-TenantTemplate' {
    It 'makes a new version of an edited folder' {
        (Import-TenantTemplate (Join-Path $work base) -Changelog 'No invitations').Version | Should -Be 2
    }
    It 'tells file, line and column of a mistake' {
        $file = Join-Path $work base objects authorizationPolicy authorizationpolicy.yaml
        (Get-Content $file) -replace 'allowInvitesFrom: none', 'allowInvitesFrom: nobody' | Set-Content $file
        { Import-TenantTemplate (Join-Path $work base) -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateFileInvalid,*' -ExpectedMessage '*authorizationpolicy.yaml(*,*)*'
    }
}

Describe 'Copy-TenantTemplate' {
    It 'plans under -WhatIf and changes nothing' {
        $plan = Copy-TenantTemplate base -Tenant fabrikam -Version 1 -WhatIf
        $plan.Blocked | Should -BeNullOrEmpty
        Get-AuditEntry -Tenant fabrikam | Where-Object Phase -EQ Intent | Should -BeNullOrEmpty
    }
    It 'refuses a version that is not approved' {
        { Copy-TenantTemplate base -Tenant fabrikam -Version 2 -Force -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateNotApproved,*'
    }
    It 'copies, and a second copy does nothing' {
        Invoke-AsOlga { Approve-TenantTemplate base } | Out-Null
        $script:steps = Copy-TenantTemplate base -Tenant fabrikam -Force -Ticket CHG-2
        $steps.Status | Sort-Object -Unique | Should -Be 'Succeeded'
        Copy-TenantTemplate base -Tenant fabrikam -Force | Should -BeNullOrEmpty
    }
}

Describe 'Compare-TenantTemplate' {
    It 'finds nothing where it was copied' { Compare-TenantTemplate fabrikam base | Where-Object Status -NE Extra | Should -BeNullOrEmpty }
    It 'finds what differs elsewhere' { (Compare-TenantTemplate tailspin base).Status | Should -Contain 'Changed' }
}

Describe 'Restore-TenantTemplate' {
    It 'undoes the run' {
        (Restore-TenantTemplate $steps[0].Run -WhatIf).Status | Sort-Object -Unique | Should -Be 'Planned'
        $undone = Restore-TenantTemplate $steps[0].Run -Force -Ticket CHG-3
        $undone.Count | Should -Be $steps.Count
        (Compare-TenantTemplate fabrikam base).Status | Should -Contain 'Changed'
    }
}

Describe 'template-release.ps1' {
    It 'puts a ready-made template into a folder, takes it back changed, and has it approved by another person' {
        $release = Join-Path $PSScriptRoot .. .. examples runbooks template-release.ps1
        $folder = Join-Path $work smb
        (& $release -Template smb-baseline -Folder $folder -Owner olga).Count | Should -BeGreaterThan 5
        $file = Join-Path $folder template.yaml
        (Get-Content $file) -replace '^description: .*', 'description: Ours' | Set-Content $file
        (& $release -Template smb-baseline -Folder $folder -Import -Changelog 'Ours' -Ticket CHG-9).Version | Should -Be 2
        (Invoke-AsOlga { & $release -Template smb-baseline -Approve -Ticket CHG-9 }).State | Should -Be 'approved'
    }
}

Describe 'rollout-baseline.ps1' {
    It 'rolls a ready-made baseline out behind a canary and proves it' {
        $script = Join-Path $PSScriptRoot .. .. examples runbooks rollout-baseline.ps1
        $result = & $script -Template smb-baseline -Tenant fabrikam, tailspin -Canary tailspin -Soak PT0S -Ticket CHG-4 -ReportOnly
        ($result | Where-Object Action).Status | Sort-Object -Unique | Should -Be 'Succeeded'
        ($result | Where-Object Action)[0].Tenant | Should -Be 'tailspin'
        & $script -Template smb-baseline -Tenant fabrikam, tailspin -Ticket CHG-4 -ReportOnly | Should -BeNullOrEmpty
    }
}
