using MspGov.Core.Operators;
using MspGov.Core.Register;

namespace MspGov.Core.Elevation;

/// <summary>Who is behind operators and accounts: what keeps people from approving themselves.</summary>
internal static class Persons
{
    /// <summary>The person behind an operator.</summary>
    public static string ActorOf(IRegister register, string @operator) =>
        register.Get<OperatorDocument>(@operator)?.Actor ?? @operator;

    /// <summary>Whether the account that is elevated is the operator's own.</summary>
    public static bool IsOwnAccount(IRegister register, string @operator, ElevationRequest request) =>
        register.Get<OperatorDocument>(@operator) is { } known && Owns(known, request);

    /// <summary>The persons whom a grant concerns: who asked for it, and whose account is elevated.</summary>
    public static HashSet<string> Concerned(IRegister register, ElevationRequest request)
    {
        HashSet<string> concerned = [ActorOf(register, request.Requester)];
        concerned.UnionWith(register.List<OperatorDocument>().Where(known => Owns(known, request)).Select(known => known.Actor));
        return concerned;
    }

    private static bool Owns(OperatorDocument known, ElevationRequest request) =>
        known.Accounts.TryGetValue(request.ActsIn ?? request.Tenant, out string? account)
        && string.Equals(account, request.PrincipalId, StringComparison.OrdinalIgnoreCase);
}
