// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/source_tables.h"
#include "plan/plan.h"

#include <QAbstractItemModel>

#include <map>
#include <optional>
#include <vector>

namespace tidegate::pages {

/// The source's tables under their schemas, with what was chosen of them: checked or not, the time column of a
/// hypertable, the chunk interval, the name on the target. A suggestion is shown and never chosen by itself.
class TableModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Name, Size, Rows, Identity, TimeColumn, ChunkInterval, Target, ColumnCount };
    enum {
        SortRole = Qt::UserRole + 1, ///< numbers as numbers
        CandidatesRole,              ///< QStringList: the time columns that would do, best first
        ReasonsRole                  ///< QStringList: why, for each of them
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// Replaces everything; what the plan has chosen is chosen again, as far as it is still there.
    void setTables(const jobs::SourceTables &tables, const std::vector<plan::SelectedTable> &chosen);
    const jobs::SourceTables &source() const { return m_source; }
    /// In the order of the tree.
    std::vector<plan::SelectedTable> chosen() const;
    void chooseAll(bool choose);

    int tableCount() const;
    std::int64_t chosenBytes() const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void choiceChanged(); ///< by setData() and chooseAll(): once for each, however many tables it is of

private:
    struct Choice {
        std::size_t table = 0; ///< in m_source.tables
        bool chosen = false;
        std::optional<std::string> timeColumn;
        std::optional<std::string> chunkInterval;
        RelationName target;
    };
    struct Schema {
        std::string name;
        std::vector<Choice> tables;

        Qt::CheckState state() const;
    };

    const jobs::SourceTable &table(const Choice &choice) const { return m_source.tables[choice.table]; }
    const Choice *choiceAt(const QModelIndex &index) const; ///< null for a schema
    QVariant schemaData(const Schema &schema, int column, int role) const;
    QString words(const Choice &choice, int column) const;
    QString timeWords(const Choice &choice) const;
    QVariant sortValue(const Choice &choice, int column) const;
    bool edit(Choice &choice, int column, const QString &text);
    void choose(int schema, bool choose);

    jobs::SourceTables m_source;
    std::vector<Schema> m_schemas;
};

} // namespace tidegate::pages
