using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>
/// Generates the directory of a lab tenant. What every client reads is made at once; what is large and rarely read (role policies,
/// sign-ins, authentication methods …) is made when first asked, from a random stream of its own.
/// </summary>
internal static class LabGenerator
{
    internal static LabDirectory Generate(LabSpec spec)
    {
        var directory = new LabDirectory();
        var context = new GenerationContext(spec, directory, "base");
        TenancyGenerator.Generate(context);
        RoleCatalogueGenerator.Generate(context);
        ApplicationGenerator.AddFirstParty(context);
        if (!spec.Empty)
        {
            PeopleGenerator.Generate(context);
            TenancyGenerator.CountLicences(context);
            GroupGenerator.Generate(context);
            ApplicationGenerator.Generate(context);
            RoleGenerator.Generate(context);
            DeviceGenerator.Generate(context);
        }

        Lazily(spec, directory, [Sets.RolePolicies, Sets.RolePolicyAssignments, Sets.RolePolicyRules], RolePolicyGenerator.Generate);
        Lazily(
            spec,
            directory,
            [Sets.ConditionalPolicies, Sets.NamedLocations, Sets.Strengths, Sets.ConditionalTemplates, Sets.AuthenticationContexts],
            ConditionalAccessGenerator.Generate);
        Lazily(spec, directory, [Sets.Singletons, Sets.MethodConfigurations, Sets.CrossTenantPartners], TenantPolicyGenerator.Generate);
        Lazily(spec, directory, [Sets.AuthenticationMethods, Sets.RegistrationDetails, Sets.LicenseDetails], AuthenticationGenerator.Generate);
        Lazily(spec, directory, [Sets.SignIns, Sets.DirectoryAudits], ActivityGenerator.Generate);
        Lazily(spec, directory, [Sets.Relationships, Sets.RelationshipAccess, Sets.DelegatedCustomers, Sets.Contracts], GdapGenerator.Generate);
        Lazily(spec, directory, [Sets.ReviewDefinitions, Sets.ReviewInstances, Sets.ReviewDecisions], ReviewGenerator.Generate);
        return directory;
    }

    private static void Lazily(LabSpec spec, LabDirectory directory, string[] sets, Action<GenerationContext> generate) =>
        directory.Lazily(sets, () => generate(new GenerationContext(spec, directory, sets[0])));
}
