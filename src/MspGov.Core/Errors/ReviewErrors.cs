namespace MspGov.Core.Errors;

/// <summary>Errors of access reviews.</summary>
public static class ReviewErrors
{
    /// <summary>No campaign of that id.</summary>
    public static readonly ErrorDefinition NotFound = new("AccessReviewNotFound", ErrorKind.NotFound);

    /// <summary>No item of that id.</summary>
    public static readonly ErrorDefinition ItemNotFound = new("AccessReviewItemNotFound", ErrorKind.NotFound);

    /// <summary>A campaign or stage has nobody who could decide.</summary>
    public static readonly ErrorDefinition NoReviewer = new("AccessReviewNoReviewer", ErrorKind.InvalidArgument);

    /// <summary>Whoever decides is no reviewer of this item, or is its subject. Recorded as denied.</summary>
    public static readonly ErrorDefinition NoAuthority = new("AccessReviewNoAuthority", ErrorKind.PermissionDenied);

    /// <summary>The campaign is past its due date, completed or stopped.</summary>
    public static readonly ErrorDefinition Closed = new("AccessReviewClosed", ErrorKind.InvalidState);

    /// <summary>The access has changed since the reviewer saw it: it must be decided again.</summary>
    public static readonly ErrorDefinition ItemChanged = new("AccessReviewItemChanged", ErrorKind.InvalidState);

    /// <summary>A decision lacks what it needs, or makes no sense for this item.</summary>
    public static readonly ErrorDefinition DecisionInvalid = new("AccessReviewDecisionInvalid", ErrorKind.InvalidArgument);

    /// <summary>The decision file is damaged, edited, of another pack, or not bound by the right key or code. Nothing was recorded.</summary>
    public static readonly ErrorDefinition PackInvalid = new("AccessReviewPackInvalid", ErrorKind.SecurityFailure);

    /// <summary>The decisions of this pack were imported already.</summary>
    public static readonly ErrorDefinition PackImported = new("AccessReviewPackAlreadyImported", ErrorKind.InvalidState);

    /// <summary>The table cannot be read, or is cut off. Nothing was recorded.</summary>
    public static readonly ErrorDefinition TableInvalid = new("AccessReviewTableInvalid", ErrorKind.InvalidData);

    /// <summary>The file to be written exists.</summary>
    public static readonly ErrorDefinition FileExists = new("AccessReviewFileExists", ErrorKind.AlreadyExists);
}
