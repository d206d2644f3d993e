"""The two blocks of a Transformer; chapter 20 builds them in the open. No model and no training loop lives here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from nnutils._checks import one_of, whole_number

NORMS = ("pre", "post")
Tensor = Any  # a tensor of any backend, or Keras's symbolic one: Keras has no types


class _Block(layers.Layer):
    """What encoder and decoder block share: the arguments, the feed-forward part, and how a sublayer is wrapped."""

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        ff_dim: int,
        *,
        dropout: float = 0.1,
        activation: str = "relu",
        norm: str = "post",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if d_model < 1 or num_heads < 1 or d_model % num_heads:
            raise ValueError(
                f"d_model must be a multiple of num_heads, got d_model={d_model} and num_heads={num_heads}"
            )
        whole_number("ff_dim", ff_dim, least=1)
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout is {dropout!r}; allowed are numbers from 0 up and below 1")
        one_of("norm", norm, NORMS)
        self.supports_masking = True
        self.d_model, self.num_heads, self.ff_dim = d_model, num_heads, ff_dim
        self.dropout, self.activation, self.norm = dropout, activation, norm
        self.attention = self._attention("attention")
        self.expand = layers.Dense(ff_dim, activation=activation, name="expand")
        self.project = layers.Dense(d_model, name="project")
        self.attention_norm, self.attention_dropout = self._wrapping("attention")
        self.ff_norm, self.ff_dropout = self._wrapping("ff")

    def _attention(self, name: str) -> layers.MultiHeadAttention:
        return layers.MultiHeadAttention(self.num_heads, self.d_model // self.num_heads, name=name)

    def _wrapping(self, name: str) -> tuple[layers.Layer, layers.Layer]:
        norm = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_norm")
        return norm, layers.Dropout(self.dropout, name=f"{name}_dropout")

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights, for an input of shape (batch, n, d_model)."""
        if input_shape[-1] != self.d_model:
            raise ValueError(f"the input has {input_shape[-1]} features, the block was made for d_model={self.d_model}")
        shape = (None, None, self.d_model)
        self.attention.build(shape, shape)
        self.expand.build(shape)
        self.project.build((None, None, self.ff_dim))
        for layer in (self.attention_norm, self.attention_dropout, self.ff_norm, self.ff_dropout):
            layer.build(shape)

    def _residual(
        self,
        x: Tensor,
        wrapped: tuple[layers.Layer, layers.Layer],
        sublayer: Callable[[Tensor], Tensor],
        training: bool | None,
    ) -> Tensor:
        norm, dropout = wrapped
        if self.norm == "pre":
            return x + dropout(sublayer(norm(x)), training=training)
        return norm(x + dropout(sublayer(x), training=training))

    def _feed_forward(self, x: Tensor) -> Tensor:
        return self.project(self.expand(x))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make the block again."""
        names = ("d_model", "num_heads", "ff_dim", "dropout", "activation", "norm")
        config: dict[str, Any] = super().get_config()
        return config | {name: getattr(self, name) for name in names}


@keras.saving.register_keras_serializable(package="nnutils")
class TransformerEncoderBlock(_Block):
    """Self-attention, then a feed-forward network at each position, both with dropout, residual and normalisation.

    Parameters
    ----------
    d_model : int
        Features of a position, in and out.
    num_heads : int
        Heads of the attention; each has ``d_model // num_heads`` features.
    ff_dim : int
        Width of the feed-forward network between its two dense layers.
    dropout : float
        Share of the features of each sublayer's output that is dropped in training.
    activation : str
        Of the feed-forward network, by Keras's name: the paper has 'relu', BERT 'gelu'.
    norm : {'post', 'pre'}
        Normalise each sum, ``norm(x + f(x))``, as Vaswani et al. 2017, or each sublayer's input, ``x + f(norm(x))``;
        after the last 'pre' block the model then needs one more normalisation.

    Raises
    ------
    ValueError
        If `d_model` is not a multiple of `num_heads`, `ff_dim` or `dropout` is out of its range, `norm` is another, or
        an input has other than `d_model` features.

    Notes
    -----
    Called as ``block(x, mask=None)`` with `x` (batch, n, d_model) and `mask` (batch, n), True at real positions, it
    gives (batch, n, d_model); what comes out at masked positions means nothing. A mask that an embedding made is used
    too. There are 4 (d² + d) parameters of attention, 2 d f + d + f of the feed-forward network, 4 d of normalisation.

    References
    ----------
    Vaswani et al. 2017, https://arxiv.org/abs/1706.03762, section 3.1; Xiong et al. 2020,
    https://arxiv.org/abs/2002.04745, on 'pre'.

    Examples
    --------
    >>> block = TransformerEncoderBlock(d_model=8, num_heads=2, ff_dim=16)
    >>> block(keras.ops.ones((3, 5, 8))).shape
    TensorShape([3, 5, 8])
    >>> block.count_params()
    600
    """

    def call(self, x: Tensor, mask: Tensor | None = None, training: bool | None = None) -> Tensor:
        """Return (batch, n, d_model) of `x` (batch, n, d_model) and `mask` (batch, n), True at real positions."""
        allowed = None if mask is None else mask[:, None, :]
        x = self._residual(
            x,
            (self.attention_norm, self.attention_dropout),
            lambda h: self.attention(h, h, attention_mask=allowed),
            training,
        )
        return self._residual(x, (self.ff_norm, self.ff_dropout), self._feed_forward, training)


@keras.saving.register_keras_serializable(package="nnutils")
class TransformerDecoderBlock(_Block):
    """Causal self-attention, attention to an encoder's output, then a feed-forward network at each position.

    Parameters
    ----------
    d_model, num_heads, ff_dim : int
        As in `TransformerEncoderBlock`; so are `dropout`, `activation` and `norm`.
    cross_attention : bool
        Whether there is an encoder to look at; without, it is the block of a decoder-only model such as GPT.
    causal : bool
        Whether a position is kept from seeing later ones.

    Raises
    ------
    ValueError
        As in `TransformerEncoderBlock`, and if `memory` is given without cross-attention or missing with it.

    Notes
    -----
    Called as ``block(x, memory=None, mask=None, memory_mask=None)`` with `x` (batch, n, d_model), the encoder's output
    `memory` (batch, m, d_model), and masks (batch, n) and (batch, m), True at real positions, it gives
    (batch, n, d_model).

    References
    ----------
    Vaswani et al. 2017, https://arxiv.org/abs/1706.03762, section 3.1; Radford et al. 2018, Improving language
    understanding by generative pre-training, for the model without an encoder.

    Examples
    --------
    >>> block = TransformerDecoderBlock(d_model=8, num_heads=2, ff_dim=16)
    >>> block(keras.ops.ones((3, 5, 8)), keras.ops.ones((3, 7, 8))).shape
    TensorShape([3, 5, 8])
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        ff_dim: int,
        *,
        cross_attention: bool = True,
        causal: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(d_model, num_heads, ff_dim, **kwargs)
        self.causal = causal
        self.cross_attention: layers.Layer | None = self._attention("cross_attention") if cross_attention else None
        if cross_attention:
            self.cross_norm, self.cross_dropout = self._wrapping("cross")

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights, for an input of shape (batch, n, d_model)."""
        super().build(input_shape)
        if self.cross_attention is not None:
            shape = (None, None, self.d_model)
            self.cross_attention.build(shape, shape)
            self.cross_norm.build(shape)
            self.cross_dropout.build(shape)

    def call(
        self,
        x: Tensor,
        memory: Tensor | None = None,
        mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        training: bool | None = None,
    ) -> Tensor:
        """Return (batch, n, d_model) of `x` (batch, n, d_model) and `memory` (batch, m, d_model), and their masks."""
        if (memory is None) == (self.cross_attention is not None):
            raise ValueError("memory is needed with cross_attention=True, and only then")
        allowed = None if mask is None else mask[:, None, :]
        x = self._residual(
            x,
            (self.attention_norm, self.attention_dropout),
            lambda h: self.attention(h, h, attention_mask=allowed, use_causal_mask=self.causal),
            training,
        )
        if (cross := self.cross_attention) is not None:
            seen = None if memory_mask is None else memory_mask[:, None, :]
            x = self._residual(
                x,
                (self.cross_norm, self.cross_dropout),
                lambda h: cross(h, memory, attention_mask=seen),
                training,
            )
        return self._residual(x, (self.ff_norm, self.ff_dropout), self._feed_forward, training)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make the block again."""
        return super().get_config() | {"cross_attention": self.cross_attention is not None, "causal": self.causal}
