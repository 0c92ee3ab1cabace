// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/tables/table_model.h"

#include "pages/tables/table_text.h"
#include "text/figures.h"

#include <algorithm>
#include <numeric>

namespace tidegate::pages {

namespace {

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

/// Of a table's index: its schema's row + 1. A schema has 0.
quintptr idOf(int schema)
{
    return static_cast<quintptr>(schema) + 1;
}

/// "schema.name", split at the first dot that leaves both parts something; nullopt otherwise.
std::optional<RelationName> relationName(const QString &text)
{
    const auto dot = text.indexOf(QLatin1Char('.'));
    if (dot <= 0 || dot == text.size() - 1)
        return std::nullopt;
    return RelationName{text.left(dot).toStdString(), text.mid(dot + 1).toStdString()};
}

} // namespace

Qt::CheckState TableModel::Schema::state() const
{
    const auto chosen = std::count_if(tables.begin(), tables.end(), [](const Choice &choice) { return choice.chosen; });
    if (chosen == 0)
        return Qt::Unchecked;
    return chosen == static_cast<std::ptrdiff_t>(tables.size()) ? Qt::Checked : Qt::PartiallyChecked;
}

void TableModel::setTables(const jobs::SourceTables &tables, const std::vector<plan::SelectedTable> &chosen)
{
    std::map<RelationName, const plan::SelectedTable *> selected;
    for (const auto &table : chosen)
        selected.emplace(table.source, &table);
    beginResetModel();
    m_source = tables;
    m_schemas.clear();
    for (std::size_t at = 0; at < m_source.tables.size(); ++at) {
        const auto &relation = m_source.tables[at].relation;
        if (m_schemas.empty() || m_schemas.back().name != relation.name.schema)
            m_schemas.push_back({relation.name.schema, {}});
        Choice choice;
        choice.table = at;
        choice.target = relation.name;
        if (const auto found = selected.find(relation.name); found != selected.end()) {
            choice.chosen = true;
            choice.target = found->second->target;
            choice.timeColumn = found->second->timeColumn;
            choice.chunkInterval = found->second->chunkInterval;
        }
        m_schemas.back().tables.push_back(std::move(choice));
    }
    endResetModel();
}

std::vector<plan::SelectedTable> TableModel::chosen() const
{
    std::vector<plan::SelectedTable> all;
    for (const auto &schema : m_schemas) {
        for (const auto &choice : schema.tables) {
            if (choice.chosen)
                all.push_back({table(choice).relation.name, choice.target, choice.timeColumn, choice.chunkInterval});
        }
    }
    return all;
}

int TableModel::tableCount() const
{
    return static_cast<int>(m_source.tables.size());
}

std::int64_t TableModel::chosenBytes() const
{
    std::int64_t bytes = 0;
    for (const auto &schema : m_schemas) {
        for (const auto &choice : schema.tables)
            bytes += choice.chosen ? table(choice).relation.totalBytes : 0;
    }
    return bytes;
}

QModelIndex TableModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? idOf(parent.row()) : quintptr(0));
}

QModelIndex TableModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(index.internalId() - 1), 0, quintptr(0));
}

int TableModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_schemas.size());
    if (parent.column() != 0 || parent.internalId() != 0)
        return 0;
    return static_cast<int>(m_schemas[static_cast<std::size_t>(parent.row())].tables.size());
}

int TableModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

const TableModel::Choice *TableModel::choiceAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    return &m_schemas[index.internalId() - 1].tables[static_cast<std::size_t>(index.row())];
}

QString TableModel::timeWords(const Choice &choice) const
{
    const auto &columns = table(choice).timeColumns;
    if (!choice.timeColumn)
        return columns.empty() ? tr("None would do") : tr("Suggested: %1 (%2)").arg(qt(columns[0].name), reasonWords(columns[0]));
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const auto &column) { return column.name == *choice.timeColumn; });
    return found == columns.end() ? qt(*choice.timeColumn) : tr("%1 (%2)").arg(qt(found->name), reasonWords(*found));
}

QString TableModel::words(const Choice &choice, int column) const
{
    const auto &relation = table(choice).relation;
    switch (column) {
    case Name:
        return qt(relation.name.name);
    case Size:
        return text::bytes(static_cast<std::uint64_t>(std::max<std::int64_t>(0, relation.totalBytes)));
    case Rows:
        return relation.estimatedRows < 0 ? tr("unknown")
                                          : tr("about %1").arg(text::count(static_cast<std::uint64_t>(relation.estimatedRows)));
    case Identity:
        return identityWords(relation);
    case TimeColumn:
        return timeWords(choice);
    case ChunkInterval: {
        if (!choice.timeColumn)
            return {};
        if (choice.chunkInterval)
            return qt(*choice.chunkInterval);
        const auto &columns = table(choice).timeColumns;
        const auto found = std::find_if(columns.begin(), columns.end(),
                                        [&](const auto &each) { return each.name == *choice.timeColumn; });
        return found == columns.end() ? QString() : qt(catalog::usualChunkInterval(*found)); // SQL, hence in no language
    }
    case Target:
        return qt(choice.target.display());
    default:
        return {};
    }
}

QVariant TableModel::sortValue(const Choice &choice, int column) const
{
    const auto &relation = table(choice).relation;
    if (column == Size)
        return static_cast<qlonglong>(relation.totalBytes);
    if (column == Rows)
        return relation.estimatedRows;
    return words(choice, column);
}

QVariant TableModel::schemaData(const Schema &schema, int column, int role) const
{
    if (role == Qt::CheckStateRole && column == Name)
        return schema.state();
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    if (column == Name)
        return qt(schema.name);
    if (column != Size)
        return role == SortRole ? QVariant(qt(schema.name)) : QVariant();
    const auto bytes = std::accumulate(schema.tables.begin(), schema.tables.end(), std::int64_t(0),
                                       [this](std::int64_t sum, const Choice &choice) {
                                           return sum + table(choice).relation.totalBytes;
                                       });
    return role == SortRole ? QVariant(static_cast<qlonglong>(bytes)) : QVariant(text::bytes(static_cast<std::uint64_t>(bytes)));
}

QVariant TableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto *choice = choiceAt(index);
    if (!choice)
        return schemaData(m_schemas[static_cast<std::size_t>(index.row())], index.column(), role);
    const auto &source = table(*choice);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return words(*choice, index.column());
    case SortRole:
        return sortValue(*choice, index.column());
    case Qt::CheckStateRole:
        return index.column() == Name ? QVariant(choice->chosen ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::DecorationRole:
        return index.column() == Identity ? QVariant(look::icon(identityTone(source.relation))) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Size || index.column() == Rows ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::EditRole:
        return index.column() == TimeColumn ? qt(choice->timeColumn.value_or(std::string())) : words(*choice, index.column());
    case CandidatesRole:
    case ReasonsRole: {
        QStringList list;
        for (const auto &column : source.timeColumns)
            list << (role == CandidatesRole ? qt(column.name) : reasonWords(column));
        return list;
    }
    default:
        return {};
    }
}

bool TableModel::edit(Choice &choice, int column, const QString &text)
{
    if (column == TimeColumn) {
        choice.timeColumn = text.isEmpty() ? std::nullopt : std::optional(text.toStdString());
        choice.chunkInterval.reset(); // it may be in another unit
        return true;
    }
    if (column == ChunkInterval && choice.timeColumn) {
        choice.chunkInterval = text.trimmed().isEmpty() ? std::nullopt : std::optional(text.trimmed().toStdString());
        return true;
    }
    if (column == Target) {
        const auto name = relationName(text.trimmed());
        if (name)
            choice.target = *name;
        return name.has_value();
    }
    return false;
}

void TableModel::choose(int schema, bool choose)
{
    auto &tables = m_schemas[static_cast<std::size_t>(schema)].tables;
    for (auto &choice : tables)
        choice.chosen = choose;
    const auto parent = index(schema, Name);
    if (!tables.empty())
        emit dataChanged(index(0, Name, parent), index(static_cast<int>(tables.size()) - 1, Name, parent),
                         {Qt::CheckStateRole});
    emit dataChanged(parent, parent, {Qt::CheckStateRole});
}

void TableModel::chooseAll(bool choose)
{
    for (int schema = 0; schema < rowCount(); ++schema)
        this->choose(schema, choose);
    emit choiceChanged();
}

bool TableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    if (index.internalId() == 0) {
        if (role != Qt::CheckStateRole || index.column() != Name)
            return false;
        choose(index.row(), value.toInt() != Qt::Unchecked);
        emit choiceChanged();
        return true;
    }
    auto &choice = m_schemas[index.internalId() - 1].tables[static_cast<std::size_t>(index.row())];
    if (role == Qt::CheckStateRole && index.column() == Name)
        choice.chosen = value.toInt() == Qt::Checked;
    else if (role != Qt::EditRole || !edit(choice, index.column(), value.toString()))
        return false;
    // The whole row: a time column brings its interval along.
    emit dataChanged(index.siblingAtColumn(0), index.siblingAtColumn(ColumnCount - 1));
    if (role == Qt::CheckStateRole)
        emit dataChanged(parent(index), parent(index), {Qt::CheckStateRole});
    emit choiceChanged();
    return true;
}

Qt::ItemFlags TableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == Name)
        flags |= Qt::ItemIsUserCheckable;
    const auto *choice = choiceAt(index);
    if (!choice)
        return flags;
    flags |= Qt::ItemNeverHasChildren;
    const bool hasInterval = index.column() == ChunkInterval && choice->timeColumn;
    if (index.column() == TimeColumn || index.column() == Target || hasInterval)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Table");
    case Size:
        return tr("Size");
    case Rows:
        return tr("Rows");
    case Identity:
        return tr("Rows are found by");
    case TimeColumn:
        return tr("Time column");
    case ChunkInterval:
        return tr("Chunk interval");
    case Target:
        return tr("On the target");
    default:
        return {};
    }
}

} // namespace tidegate::pages
