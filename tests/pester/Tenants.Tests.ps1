BeforeAll { . $PSScriptRoot/TestStore.ps1; Connect-TestStore | Out-Null }
AfterAll { Disconnect-GovernanceStore; Remove-Item -Recurse -Force $script:TestRoot }

Describe 'Register-ClientTenant' {
    It 'registers a lab tenant from the pipeline' {
        (New-TestTenant contoso).Name | Should -Be 'contoso'
    }
    It 'refuses the same tenant twice' {
        { Get-LabTenant contoso | Register-ClientTenant -ErrorAction Stop } | Should -Throw -ErrorId 'TenantAlreadyRegistered,*'
    }
    It 'refuses a Graph endpoint that is http and not loopback' {
        { Register-ClientTenant -Name evil -TenantId (New-Guid) -GraphEndpoint http://graph.example -AccessToken env:TOKEN -ErrorAction Stop } |
            Should -Throw -ErrorId 'EndpointNotSecure,*'
    }
    It 'refuses a secret in clear text' {
        { Register-ClientTenant -Name clear -TenantId (New-Guid) -ClientId x -ClientSecret 'hunter2' } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }
    It 'never stores a secret in clear' {
        $secret = [securestring]::new(); 'hunter2-in-the-clear'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
        Register-ClientTenant -Name sealed -TenantId (New-Guid) -ClientId x -ClientSecret $secret | Out-Null
        (Get-AuditEntry -Tenant sealed | ConvertTo-Json -Depth 9) | Should -Not -Match 'hunter2'
        (Get-ClientTenant sealed).Connection.SecretReference | Should -Match '^enc:'
    }
}

Describe 'Import-ClientTenant' {
    BeforeAll {
        $script:ClientFile = "$script:TestRoot/clients.csv"
        Set-Content -Path $script:ClientFile -Encoding utf8BOM -Value @(
            'TenantId;Name;Tier;Groups;ClientId;ClientSecret'
            '0b0e6b0e-0000-4000-8000-00000000a001;adatum;HighRegulation;EU|Health;app;env:ADATUM'
            '0b0e6b0e-0000-4000-8000-00000000a002;litware;Standard;EU;app;env:LITWARE'
        )
    }
    It 'plans under -WhatIf and registers nothing' {
        (Import-ClientTenant -Path $script:ClientFile -WhatIf).Action | Should -Be 'Register', 'Register'
        Get-ClientTenant adatum -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
    It 'registers all, and changes nothing the second time' {
        (Import-ClientTenant -Path $script:ClientFile).Applied | Should -Be $true, $true
        (Get-ClientTenant adatum).Groups | Should -Be 'EU', 'Health'
        (Import-ClientTenant -Path $script:ClientFile).Action | Should -Be 'Unchanged', 'Unchanged'
    }
    It 'tells line and column, and imports nothing of a file with a fault' {
        Add-Content -Path $script:ClientFile -Value '0b0e6b0e-0000-4000-8000-00000000a003;wingtip;Gold;EU;app;hunter2'
        { Import-ClientTenant -Path $script:ClientFile -ErrorAction Stop } | Should -Throw -ErrorId 'TenantListInvalid,*' -ExpectedMessage '*Line 4, column Tier*'
        Get-ClientTenant wingtip -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}

Describe 'Get-ClientTenant' {
    It 'offers near names for an unknown one' {
        { Get-ClientTenant contozo -ErrorAction Stop } | Should -Throw -ExpectedMessage '*contoso*' -ErrorId 'TenantNotFound,*'
    }
    It 'takes wildcards' { (Get-ClientTenant c*).Name | Should -Be 'contoso' }
}

Describe 'Set-ClientTenant' {
    It 'changes what is given and leaves the rest' {
        Set-ClientTenant contoso -ServiceOwner Dana -Ticket CHG-1
        $tenant = Set-ClientTenant contoso -RiskOwner Eli -PassThru
        $tenant.ServiceOwner | Should -Be 'Dana'
        $tenant.RiskOwner | Should -Be 'Eli'
    }
}

Describe 'Test-ClientTenant' {
    It 'is ready for a lab tenant' { (Test-ClientTenant contoso).Ready | Should -BeTrue }
}

Describe 'Unregister-ClientTenant' {
    It 'off-boards and keeps the log' {
        Unregister-ClientTenant contoso -Force -Ticket CHG-2
        { Get-ClientTenant contoso -ErrorAction Stop } | Should -Throw -ErrorId 'TenantOffBoarded,*'
        (Get-AuditEntry -Tenant contoso).Action | Should -Contain 'tenant.unregister'
    }
}
