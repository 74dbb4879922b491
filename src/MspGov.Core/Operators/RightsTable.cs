using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Operators;

/// <summary>The rights of every operator, compiled once for each change of operators, roles or tenants.</summary>
internal sealed class RightsTable
{
    private static readonly Derivation<RightsTable> Derivation =
        new([OperatorDocument.Kind, RoleGrantDocument.Kind, CustomRoleDocument.Kind, TenantDocument.Kind], Compile);

    private readonly Dictionary<string, CompiledRights> _byOperator;

    private RightsTable(Dictionary<string, CompiledRights> byOperator, bool anyGrant)
    {
        _byOperator = byOperator;
        AnyGrant = anyGrant;
    }

    /// <summary>Whether anybody was ever granted a role that still stands in the register.</summary>
    public bool AnyGrant { get; }

    /// <summary>Number of operators.</summary>
    public int Operators => _byOperator.Count;

    /// <summary>The table of a register.</summary>
    public static RightsTable Of(IRegister register) => register.Derive(Derivation);

    /// <summary>Rights of one operator, or null when there is no such operator.</summary>
    public CompiledRights? Find(string @operator) => _byOperator.GetValueOrDefault(@operator);

    private static RightsTable Compile(IRegister register)
    {
        IReadOnlyList<RoleGrantDocument> grants = register.List<RoleGrantDocument>();
        ILookup<string, HeldRole> held = grants.ToLookup(
            grant => grant.Operator,
            grant => new HeldRole(grant.Role, OperatorRoles.PermissionsOf(register, grant.Role), grant.Scope, grant.Start, grant.End));
        return new RightsTable(
            register.List<OperatorDocument>().ToDictionary(known => known.Id, known => new CompiledRights(known, [.. held[known.Id]])),
            grants.Count > 0);
    }
}
