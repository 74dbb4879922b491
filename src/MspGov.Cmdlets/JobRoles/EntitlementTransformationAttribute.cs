using System.Collections;
using System.Management.Automation;
using MspGov.Core.JobRoles;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.JobRoles;

/// <summary>
/// Takes entitlements as objects of the catalogue, or as hashtables: <c>@{ EntraRole = '…'; Name = '…'; Holding = 'Standing'; Tier = 'Standard' }</c>,
/// with GdapRole, Group or Permission in place of EntraRole.
/// </summary>
public sealed class EntitlementTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = Unwrap(inputData);
        return value is IEnumerable many and not IDictionary and not string
            ? many.Cast<object>().Select(One).ToArray()
            : new[] { One(value) };
    }

    private static JobRoleEntitlement One(object input)
    {
        object value = Unwrap(input);
        if (value is JobRoleEntitlement entitlement)
        {
            return entitlement;
        }

        if (value is not IDictionary table)
        {
            throw new ArgumentTransformationMetadataException($"'{value}' is no entitlement. Give @{{ EntraRole = '<template id>'; Name = '<display name>' }}.");
        }

        string[] kinds = [.. Enum.GetNames<EntitlementKind>().Where(table.Contains)];
        if (kinds.Length != 1 || Text(table, kinds[0]) is not { Length: > 0 } id)
        {
            throw new ArgumentTransformationMetadataException($"An entitlement has exactly one of {string.Join(", ", Enum.GetNames<EntitlementKind>())}.");
        }

        return new JobRoleEntitlement
        {
            Kind = Enum.Parse<EntitlementKind>(kinds[0]),
            Id = id,
            Name = Text(table, "Name") ?? id,
            Holding = Parse<EntitlementHolding>(table, "Holding") ?? EntitlementHolding.JustInTime,
            Tier = Parse<TenantTier>(table, "Tier"),
        };
    }

    private static T? Parse<T>(IDictionary table, string name)
        where T : struct, Enum =>
        Text(table, name) is not { } text ? null
        : Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) ? value
        : throw new ArgumentTransformationMetadataException($"'{text}' is no {name}: {string.Join(", ", Enum.GetNames<T>())}.");

    private static string? Text(IDictionary table, string name) => table.Contains(name) && table[name] is { } value ? Unwrap(value).ToString() : null;

    private static object Unwrap(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
