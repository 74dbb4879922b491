namespace MspGov.Core.Access.Inventory;

/// <summary>What kind of directory object an id stands for.</summary>
public enum ObjectKind : byte
{
    /// <summary>Not known: no list showed it, and it could not be asked.</summary>
    Unknown,

    /// <summary>Member user.</summary>
    User,

    /// <summary>Guest user.</summary>
    Guest,

    /// <summary>Group.</summary>
    Group,

    /// <summary>Service principal of an application.</summary>
    ServicePrincipal,

    /// <summary>Managed identity.</summary>
    ManagedIdentity,

    /// <summary>Application registration.</summary>
    Application,

    /// <summary>Administrative unit.</summary>
    AdministrativeUnit,

    /// <summary>Known to no list and answered 404: an object of another tenant, as a partner's group is.</summary>
    Foreign,

    /// <summary>Device, contact or another kind that holds no access.</summary>
    Other,
}

/// <summary>One directory object, compact.</summary>
public struct DirectoryObject
{
    /// <summary>Object id.</summary>
    public Guid Id { get; set; }

    /// <summary>App id, for applications and service principals.</summary>
    public Guid AppId { get; set; }

    /// <summary>Display name.</summary>
    public string? Name { get; set; }

    /// <summary>User principal name.</summary>
    public string? Login { get; set; }

    /// <summary>Last sign-in as UTC ticks; 0 when never or not known.</summary>
    public long LastSignIn { get; set; }

    /// <summary>Created, as UTC ticks; 0 when not known.</summary>
    public long Created { get; set; }

    /// <summary>Kind.</summary>
    public ObjectKind Kind { get; set; }

    /// <summary>False when disabled; null when not known.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Whether the group can hold directory roles.</summary>
    public bool RoleAssignable { get; set; }

    /// <summary>Whether the group cannot be under PIM for Groups (dynamic or synchronised).</summary>
    public bool NotForPim { get; set; }

    /// <summary>Home tenant of the application behind a service principal; empty when not known.</summary>
    public Guid HomeTenant { get; set; }
}
