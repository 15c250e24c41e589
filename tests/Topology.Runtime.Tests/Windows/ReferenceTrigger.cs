namespace Topology.Runtime.Tests.Windows;

/// <summary>What a trigger can see of its window.</summary>
internal sealed record Sight(long Watermark, long Now, long End, bool IsPunctuation = false);

/// <summary>A trigger of one window as an object of its own, written from the definitions: slow, and by other means than the engine's.</summary>
internal abstract class ReferenceTrigger
{
    public bool Finished;

    public static Func<ReferenceTrigger> Count(int count) => () => new Counting(count);

    public static Func<ReferenceTrigger> ProcessingTime(long delay) => () => new Waiting(delay);

    public static Func<ReferenceTrigger> Punctuation { get; } = () => new Punctuated();

    public static Func<ReferenceTrigger> Never { get; } = () => new Silent();

    public static Func<ReferenceTrigger> Watermark { get; } = () => new AtEnd();

    public static Func<ReferenceTrigger> EarlyAndLate(Func<ReferenceTrigger> early, Func<ReferenceTrigger>? late) => () => new EarlyLate(early, late);

    public static Func<ReferenceTrigger> AnyOf(params Func<ReferenceTrigger>[] parts) => () => new Any([.. parts.Select(part => part())]);

    public static Func<ReferenceTrigger> AllOf(params Func<ReferenceTrigger>[] parts) => () => new All([.. parts.Select(part => part())]);

    public static Func<ReferenceTrigger> Repeatedly(Func<ReferenceTrigger> inner) => () => new Repeated(inner);

    public static Func<ReferenceTrigger> Once(Func<ReferenceTrigger> inner) => () => new Single(inner());

    public static Func<ReferenceTrigger> OrFinally(Func<ReferenceTrigger> actual, Func<ReferenceTrigger> until) => () => new Ends(actual(), until());

    public abstract void See(Sight sight);

    public abstract bool IsDue(Sight sight);

    public abstract void Fire(Sight sight);

    /// <summary>Forgets what it has counted, but not that it is finished.</summary>
    public abstract void Forget();

    /// <summary>The times by the clock at which it is to be looked at.</summary>
    public virtual IEnumerable<long> Deadlines => [];

    private sealed class Counting(int most) : ReferenceTrigger
    {
        private int _seen;

        public override void See(Sight sight) => _seen++;

        public override bool IsDue(Sight sight) => _seen >= most;

        public override void Fire(Sight sight) => (_seen, Finished) = (0, true);

        public override void Forget() => _seen = 0;
    }

    private sealed class Waiting(long delay) : ReferenceTrigger
    {
        private long? _since;

        public override void See(Sight sight) => _since ??= sight.Now;

        public override bool IsDue(Sight sight) => sight.Now - delay >= _since;

        public override IEnumerable<long> Deadlines => _since is { } since ? [since + delay] : [];

        public override void Fire(Sight sight) => (_since, Finished) = (null, true);

        public override void Forget() => _since = null;
    }

    private sealed class Punctuated : ReferenceTrigger
    {
        private bool _has;

        public override void See(Sight sight) => _has |= sight.IsPunctuation;

        public override bool IsDue(Sight sight) => _has;

        public override void Fire(Sight sight) => (_has, Finished) = (false, true);

        public override void Forget() => _has = false;
    }

    private sealed class Silent : ReferenceTrigger
    {
        public override void See(Sight sight) { }

        public override bool IsDue(Sight sight) => false;

        public override void Fire(Sight sight) { }

        public override void Forget() { }
    }

    private sealed class AtEnd : ReferenceTrigger
    {
        public override void See(Sight sight) { }

        public override bool IsDue(Sight sight) => sight.Watermark >= sight.End;

        public override void Fire(Sight sight) => Finished = true;

        public override void Forget() { }
    }

    private sealed class Repeated(Func<ReferenceTrigger> make) : ReferenceTrigger
    {
        private ReferenceTrigger _inner = make();

        public override void See(Sight sight) => _inner.See(sight);

        public override bool IsDue(Sight sight) => _inner.IsDue(sight);

        public override void Fire(Sight sight)
        {
            _inner.Fire(sight);
            if (_inner.Finished)
                _inner = make();
        }

        public override void Forget() => _inner.Forget();

        public override IEnumerable<long> Deadlines => _inner.Deadlines;
    }

    private sealed class Single(ReferenceTrigger inner) : ReferenceTrigger
    {
        public override void See(Sight sight) => inner.See(sight);

        public override bool IsDue(Sight sight) => inner.IsDue(sight);

        public override void Fire(Sight sight)
        {
            inner.Fire(sight);
            Finished = true;
        }

        public override void Forget() => inner.Forget();

        public override IEnumerable<long> Deadlines => inner.Deadlines;
    }

    private sealed class Any(ReferenceTrigger[] parts) : ReferenceTrigger
    {
        public override void See(Sight sight) => Array.ForEach(parts, part => part.See(sight));

        public override bool IsDue(Sight sight) => parts.Any(part => part.Finished || part.IsDue(sight));

        public override void Fire(Sight sight)
        {
            foreach (var part in parts)
            {
                if (part.IsDue(sight))
                    part.Fire(sight);
                else
                    part.Forget();
            }
            Finished = true;
        }

        public override void Forget() => Array.ForEach(parts, part => part.Forget());

        public override IEnumerable<long> Deadlines => parts.SelectMany(part => part.Deadlines);
    }

    private sealed class All(ReferenceTrigger[] parts) : ReferenceTrigger
    {
        public override void See(Sight sight)
        {
            foreach (var part in parts.Where(part => !part.Finished))
                part.See(sight);
        }

        public override bool IsDue(Sight sight) => parts.All(part => part.Finished || part.IsDue(sight));

        public override void Fire(Sight sight)
        {
            Array.ForEach(parts, part => part.Fire(sight));
            Finished = true;
        }

        public override void Forget() => Array.ForEach(parts, part => part.Forget());

        public override IEnumerable<long> Deadlines => parts.SelectMany(part => part.Deadlines);
    }

    private sealed class Ends(ReferenceTrigger actual, ReferenceTrigger until) : ReferenceTrigger
    {
        public override void See(Sight sight)
        {
            actual.See(sight);
            until.See(sight);
        }

        public override bool IsDue(Sight sight) => actual.IsDue(sight) || until.IsDue(sight);

        public override void Fire(Sight sight)
        {
            if (until.IsDue(sight))
            {
                until.Fire(sight);
                actual.Forget();
            }
            else
            {
                actual.Fire(sight);
            }
            Finished = actual.Finished || until.Finished;
        }

        public override IEnumerable<long> Deadlines => actual.Deadlines.Concat(until.Deadlines);

        public override void Forget()
        {
            actual.Forget();
            until.Forget();
        }
    }

    private sealed class EarlyLate(Func<ReferenceTrigger> makeEarly, Func<ReferenceTrigger>? makeLate) : ReferenceTrigger
    {
        private ReferenceTrigger _early = makeEarly();
        private ReferenceTrigger? _late;
        private bool _isLate;

        public override void See(Sight sight) => (_isLate ? _late : _early)?.See(sight);

        public override bool IsDue(Sight sight) => _isLate ? _late?.IsDue(sight) == true : sight.Watermark >= sight.End || _early.IsDue(sight);

        public override void Fire(Sight sight)
        {
            if (_isLate)
            {
                _late = makeLate!();
            }
            else if (sight.Watermark >= sight.End)
            {
                _isLate = true;
                _late = makeLate?.Invoke();
                Finished = makeLate is null;
            }
            else
            {
                _early = makeEarly();
            }
        }

        public override void Forget() => (_isLate ? _late : _early)?.Forget();

        public override IEnumerable<long> Deadlines => (_isLate ? _late : _early)?.Deadlines ?? [];
    }
}
