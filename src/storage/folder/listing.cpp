#include "storage/folder/listing.hpp"

#include <queue>
#include <vector>

#include "storage/folder/object_file.hpp"
#include "storage/keys.hpp"

namespace promo::storage {
namespace {

class Walk {
public:
    Walk(std::string_view prefix, std::string after, std::size_t limit)
        : prefix_(prefix), after_(std::move(after)), limit_(limit) {}

    // `path` is empty or ends in a slash.
    void visit(const File& folder, const std::string& path) {
        std::string seen;
        for (;;) {
            const std::vector<std::string> names = next_names(folder, path, seen);
            for (const std::string& name : names) {
                if (name.ends_with('/'))
                    descend(folder, path, name);
                else
                    add(folder, path, name);
                if (full()) return;
            }
            if (names.size() < limit_ + 1) return;
            seen = names.back();
        }
    }

    Page page() && { return std::move(page_); }

private:
    bool full() const { return page_.next.has_value(); }

    // The smallest names after `seen` that can hold what is asked for; a folder's ends in a slash, which puts it where
    // its keys belong.
    std::vector<std::string> next_names(const File& folder, const std::string& path, const std::string& seen) const {
        std::priority_queue<std::string> smallest;
        each_entry(folder, [&](Entry entry) {
            std::string& name = entry.name;
            if (entry.is_folder)
                name += '/';
            else if (name.ends_with(kFileMark))
                name.pop_back();
            else
                return;
            if (name <= seen || !wanted(path + name)) return;
            smallest.push(std::move(name));
            if (smallest.size() > limit_ + 1) smallest.pop();
        });
        std::vector<std::string> names(smallest.size());
        for (auto slot = names.rbegin(); slot != names.rend(); ++slot) {
            *slot = smallest.top();
            smallest.pop();
        }
        return names;
    }

    bool wanted(std::string_view path) const {
        if (path.ends_with('/')) {
            if (!is_key(path.substr(0, path.size() - 1))) return false;
            const bool may_match = path.starts_with(prefix_) || prefix_.starts_with(path);
            return may_match && (path > after_ || std::string_view(after_).starts_with(path));
        }
        return is_key(path) && path.starts_with(prefix_) && path > after_;
    }

    void descend(const File& folder, const std::string& path, const std::string& name) {
        const File child = open_below(folder, std::string_view(name).substr(0, name.size() - 1), Missing::is_fine);
        if (child) visit(child, path + name);
    }

    void add(const File& folder, const std::string& path, const std::string& name) {
        if (page_.objects.size() == limit_) {
            page_.next = page_.objects.back().key;
            return;
        }
        const File file = open_file(folder, name + kFileMark);
        if (!file) return;  // removed meanwhile
        ObjectInfo info = read_info(file, path + name);
        info.content_type.clear();
        info.cache_control.clear();
        page_.objects.push_back(std::move(info));
    }

    std::string_view prefix_;
    std::string after_;
    std::size_t limit_;
    Page page_;
};

}  // namespace

Page list_folder(const File& root, std::string_view prefix, const std::optional<std::string>& after,
                 std::size_t limit) {
    Walk walk(prefix, after.value_or(std::string()), limit);
    walk.visit(root, {});
    return std::move(walk).page();
}

}  // namespace promo::storage
