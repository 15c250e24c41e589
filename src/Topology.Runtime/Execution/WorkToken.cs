namespace Topology.Runtime.Execution;

/// <summary>The token that an executor holds while some of its work goes on outside of slices. The executor's thread.</summary>
internal sealed class WorkToken(Activity activity)
{
    private bool _isHeld;

    public void Take()
    {
        if (_isHeld)
            return;
        activity.Begin();
        _isHeld = true;
    }

    /// <summary>The work is done.</summary>
    public void GiveBack()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        activity.End();
    }

    /// <summary>The work is given up.</summary>
    public void Withdraw()
    {
        if (_isHeld)
            activity.Withdraw();
        _isHeld = false;
    }
}
