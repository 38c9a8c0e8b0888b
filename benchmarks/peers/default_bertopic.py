"""BERTopic as its quick start has it, on vectors made before: UMAP, HDBSCAN, c-TF-IDF."""

from collections.abc import Sequence

from core.ports import Vectors


def bertopic_themes(texts: Sequence[str], vectors: Vectors, seed: int = 42) -> list[int]:
    """The topic of each text; -1 for outliers. UMAP's seed is given, the rest is as it comes."""
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    topics, _ = BERTopic(umap_model=reduce).fit_transform(list(texts), vectors)
    return [int(topic) for topic in topics]
