namespace MspGov.Engine.Templates.Documents;

/// <summary>Types of template parameters.</summary>
internal static class ParameterTypes
{
    /// <summary>Text.</summary>
    public const string Text = "string";

    /// <summary>A number.</summary>
    public const string Number = "number";

    /// <summary>True or false.</summary>
    public const string Boolean = "boolean";

    /// <summary>A user, by object id or user principal name; becomes the object id.</summary>
    public const string User = "user";

    /// <summary>Users.</summary>
    public const string Users = "users";

    /// <summary>A group, by object id or display name; becomes the object id.</summary>
    public const string Group = "group";

    /// <summary>Groups.</summary>
    public const string Groups = "groups";

    /// <summary>Address ranges in CIDR notation; become Graph's range objects.</summary>
    public const string IpRanges = "ipRanges";

    /// <summary>A list of texts.</summary>
    public const string List = "list";

    /// <summary>An ISO 8601 duration.</summary>
    public const string Duration = "duration";

    /// <summary>Any JSON value, as it is.</summary>
    public const string Json = "json";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Text, Number, Boolean, User, Users, Group, Groups, IpRanges, List, Duration, Json];
}
