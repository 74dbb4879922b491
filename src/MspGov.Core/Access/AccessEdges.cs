namespace MspGov.Core.Access;

/// <summary>Names of the edges of a path.</summary>
public static class AccessEdges
{
    /// <summary>Is a direct member of the next.</summary>
    public const string MemberOf = "memberOf";

    /// <summary>Can activate membership of the next (PIM for Groups).</summary>
    public const string EligibleMemberOf = "eligibleMemberOf";

    /// <summary>Holds the role now.</summary>
    public const string Active = "active";

    /// <summary>Can activate the role.</summary>
    public const string Eligible = "eligible";

    /// <summary>Holds the application permission.</summary>
    public const string AppRole = "appRole";

    /// <summary>May act for users by consent.</summary>
    public const string Delegated = "delegated";

    /// <summary>Owns it.</summary>
    public const string OwnerOf = "ownerOf";

    /// <summary>Can activate ownership of it (PIM for Groups).</summary>
    public const string EligibleOwnerOf = "eligibleOwnerOf";

    /// <summary>Holds the role by a partner's delegated administration.</summary>
    public const string Gdap = "gdap";
}
