namespace MspGov.Graph.Delta;

/// <summary>A collection that has a delta function (FACTS section 4: users, groups, applications, servicePrincipals, devices, directoryRoles, administrativeUnits, oauth2PermissionGrants).</summary>
/// <param name="Name">Name of the mirror, unique in a tenant; part of a file name.</param>
/// <param name="Path">First request, for example <c>/users/delta?$select=id,displayName</c>. The selection is fixed at the start: another path makes another mirror.</param>
public sealed record DeltaCollection(string Name, string Path);
