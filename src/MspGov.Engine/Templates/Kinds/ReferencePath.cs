namespace MspGov.Engine.Templates.Kinds;

/// <summary>What an id in a body refers to.</summary>
internal enum ReferenceTarget
{
    /// <summary>A user's object id.</summary>
    User,

    /// <summary>A group's object id.</summary>
    Group,

    /// <summary>A user's or a group's object id.</summary>
    Principal,

    /// <summary>A role: the template id of a built-in one, the id of a custom one.</summary>
    Role,

    /// <summary>A named location.</summary>
    NamedLocation,

    /// <summary>An authentication strength.</summary>
    AuthenticationStrength,

    /// <summary>An application's appId.</summary>
    AppId,

    /// <summary>A service principal's object id.</summary>
    ServicePrincipal,

    /// <summary>A GDAP relationship.</summary>
    GdapRelationship,

    /// <summary>Terms of use, and what else can only be named by the tenant itself.</summary>
    Foreign,
}

/// <summary>A property whose value, or values, are ids of other objects.</summary>
/// <param name="Path">Path in the body, without list indexes.</param>
/// <param name="Target">What they refer to.</param>
internal sealed record ReferencePath(string Path, ReferenceTarget Target);
