// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history.h"

#include "units/decide.h"

#include <array>
#include <optional>
#include <set>
#include <vector>

namespace tidegate::model {

using units::Proof;
using units::UnitState;
using units::Verdict;

namespace {

constexpr int transactions = 3;

struct Transaction {
    int committedAt = 0; ///< c(T), a place in the WAL; 0: not yet
    bool finished = false; ///< gone from the list of running ones: snapshots see it
    int rows = 0;        ///< on the target
};

/// Who was visible when, as PostgreSQL says it; bit t is transaction t.
using Seen = unsigned;

struct World {
    std::array<Transaction, transactions> all;
    int wal = 1;
    // The unit as its row on the target says, and what only its copier knows before it finishes.
    UnitState state = UnitState::Waiting;
    std::optional<Seen> copySnapshot;
    int copiedAt = 0;
    bool failed = false; ///< one copier has
    // The consumer: what it last read, and how many transactions it has decided, in commit order.
    std::optional<Seen> proof;
    UnitState seenState = UnitState::Waiting;
    bool looking = false; ///< between its two looks
    bool looked = false;
    int decided = 0;
    std::vector<int> parked; ///< in commit order

    auto key() const
    {
        std::vector<int> flat;
        for (const auto &t : all)
            flat.insert(flat.end(), {t.committedAt, t.finished, t.rows});
        flat.insert(flat.end(),
                    {wal, static_cast<int>(state), copySnapshot ? static_cast<int>(*copySnapshot) : -1, copiedAt,
                     proof ? static_cast<int>(*proof) : -1, static_cast<int>(seenState), looking, looked, decided, failed});
        flat.insert(flat.end(), parked.begin(), parked.end());
        return flat;
    }
};

class Player
{
public:
    Player(Order order, std::uint64_t firstXid, bool parks) : m_order(order), m_firstXid(firstXid), m_parks(parks) {}

    Outcome play()
    {
        step(World{}, {});
        m_outcome.worlds = m_been.size();
        return m_outcome;
    }

private:
    Seen finishedNow(const World &world) const
    {
        Seen seen = 0;
        for (int t = 0; t < transactions; ++t)
            seen |= world.all[static_cast<std::size_t>(t)].finished ? 1u << t : 0u;
        return seen;
    }

    /// As pg_current_snapshot() prints it: xmax is the latest finished id plus one, ids above are not listed.
    Snapshot snapshotOf(Seen seen) const
    {
        std::uint64_t xmax = m_firstXid;
        std::uint64_t xmin = 0;
        std::string running;
        for (int t = 0; t < transactions; ++t) {
            if (seen & (1u << t))
                xmax = m_firstXid + static_cast<unsigned>(t) + 1;
        }
        for (int t = 0; t < transactions; ++t) {
            const auto id = m_firstXid + static_cast<unsigned>(t);
            if (id >= xmax || (seen & (1u << t)))
                continue;
            xmin = xmin ? xmin : id;
            running += (running.empty() ? "" : ",") + std::to_string(id);
        }
        return Snapshot::parse(std::to_string(xmin ? xmin : xmax) + ":" + std::to_string(xmax) + ":" + running);
    }

    /// The next transaction of the stream, if the stream has one.
    std::optional<int> next(const World &world) const
    {
        std::vector<int> order;
        for (int t = 0; t < transactions; ++t) {
            std::size_t place = 0;
            const auto at = world.all[static_cast<std::size_t>(t)].committedAt;
            if (!at)
                continue;
            while (place < order.size() && world.all[static_cast<std::size_t>(order[place])].committedAt < at)
                ++place;
            order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), t);
        }
        if (static_cast<std::size_t>(world.decided) >= order.size())
            return std::nullopt;
        return order[static_cast<std::size_t>(world.decided)];
    }

    Verdict ask(const World &world, int t, bool fromParked = false) const
    {
        const auto &transaction = world.all[static_cast<std::size_t>(t)];
        const auto xid = static_cast<std::uint32_t>(m_firstXid + static_cast<unsigned>(t));
        const auto proof = snapshotOf(*world.proof);
        const auto copy = world.copySnapshot ? snapshotOf(*world.copySnapshot) : Snapshot();
        units::UnitView unit;
        unit.state = world.seenState;
        unit.snapshot = world.seenState == UnitState::Copied ? &copy : nullptr;
        unit.copiedAt = Lsn{static_cast<std::uint64_t>(world.copiedAt)};
        unit.parks = m_parks && !fromParked;
        unit.parked = !world.parked.empty() && !fromParked;
        return units::decide({xid, Lsn{static_cast<std::uint64_t>(transaction.committedAt)}}, unit,
                             proof.isVisible(proof.widen(xid)) ? Proof::FinishedBefore : Proof::None);
    }

    void step(const World &world, const std::string &path)
    {
        if (!m_been.insert(world.key()).second)
            return;
        bool moved = false;
        const auto go = [&](const World &then, const std::string &event) {
            moved = true;
            step(then, path + event + " ");
        };
        for (int t = 0; t < transactions; ++t) {
            const auto i = static_cast<std::size_t>(t);
            auto then = world;
            if (!world.all[i].committedAt) {
                then.all[i].committedAt = then.wal++;
                go(then, "commit" + std::to_string(t));
            } else if (!world.all[i].finished) {
                then.all[i].finished = true;
                go(then, "finish" + std::to_string(t));
            }
        }
        copier(world, go);
        consumer(world, go);
        if (!moved)
            end(world, path);
    }

    template <class Go>
    void copier(const World &world, const Go &go)
    {
        auto then = world;
        if (world.state == UnitState::Waiting) {
            then.state = UnitState::Copying;
            go(then, "claim");
        } else if (world.state == UnitState::Copying && !world.copySnapshot) {
            then.copySnapshot = finishedNow(world);
            then.copiedAt = then.wal; // insert position: the next record is at or behind it
            go(then, "snapshot");
            then = world;
        }
        if (world.state == UnitState::Copying && !world.failed) {
            then.failed = true;
            then.state = UnitState::Waiting;
            then.copySnapshot.reset();
            go(then, "fail");
            then = world;
        }
        if (world.state == UnitState::Copying && !world.copySnapshot)
            return;
        if (world.state == UnitState::Copying) {
            then.state = UnitState::Copied;
            for (int t = 0; t < transactions; ++t)
                then.all[static_cast<std::size_t>(t)].rows += (*world.copySnapshot >> t) & 1u;
            go(then, "done");
        }
    }

    template <class Go>
    void consumer(const World &world, const Go &go)
    {
        auto then = world;
        const auto takeProof = [&] { then.proof = finishedNow(world); };
        const auto takeState = [&] { then.seenState = world.state; };
        if (world.looking) {
            m_order == Order::ProofFirst ? takeState() : takeProof();
            then.looking = false;
            then.looked = true;
            go(then, m_order == Order::ProofFirst ? "state" : "proof");
            return;
        }
        const auto t = next(world);
        if (world.looked && t) {
            const auto verdict = ask(world, *t);
            if (verdict == Verdict::Park) {
                then.parked.push_back(*t);
                ++then.decided;
                go(then, "park" + std::to_string(*t));
                then = world;
            } else if (verdict == Verdict::Skip || verdict == Verdict::Apply) {
                then.all[static_cast<std::size_t>(*t)].rows += verdict == Verdict::Apply;
                m_outcome.misordered += verdict == Verdict::Apply && !world.parked.empty();
                ++then.decided;
                go(then, (verdict == Verdict::Apply ? "apply" : "skip") + std::to_string(*t));
                then = world;
            }
        }
        if (!world.parked.empty() && world.seenState == UnitState::Copied) {
            const int first = world.parked.front();
            const auto verdict = ask(world, first, true);
            then.all[static_cast<std::size_t>(first)].rows += verdict == Verdict::Apply;
            then.parked.erase(then.parked.begin());
            go(then, "make" + std::to_string(first));
            then = world;
        }
        if (world.state == UnitState::Copied && world.seenState == UnitState::Copied && world.parked.empty()
            && passedCopy(world)) {
            then.state = then.seenState = UnitState::Ready;
            go(then, "erase");
            then = world;
        }
        m_order == Order::ProofFirst ? takeProof() : takeState();
        then.looking = true;
        // Looking again at what has not changed would go round for ever.
        if (!world.looked || then.proof != world.proof || then.seenState != world.seenState || stale(world))
            go(then, m_order == Order::ProofFirst ? "proof" : "state");
    }

    /// Everything that the WAL has before F_u is decided.
    bool passedCopy(const World &world) const
    {
        int before = 0;
        for (const auto &t : world.all)
            before += t.committedAt && t.committedAt < world.copiedAt;
        return before <= world.decided;
    }

    bool stale(const World &world) const
    {
        return world.seenState != world.state || world.proof != std::optional<Seen>(finishedNow(world));
    }

    void end(const World &world, const std::string &path)
    {
        bool wrong = false;
        for (const auto &t : world.all) {
            m_outcome.lost += t.rows == 0 && world.decided == transactions && world.parked.empty();
            m_outcome.doubled += t.rows > 1;
            wrong = wrong || t.rows != 1;
        }
        m_outcome.stuck += world.decided < transactions || !world.parked.empty();
        if (wrong && m_outcome.firstWrong.empty())
            m_outcome.firstWrong = path;
    }

    Order m_order;
    std::uint64_t m_firstXid;
    bool m_parks;
    Outcome m_outcome;
    std::set<std::vector<int>> m_been;
};

} // namespace

Outcome playAll(Order order, std::uint64_t firstXid, bool parks)
{
    return Player(order, firstXid, parks).play();
}

} // namespace tidegate::model
